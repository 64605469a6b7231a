/** The board in the app: what the stream says of companies and teams, one board at a time. */

import { announcer } from "./announcer.js";
import { boardView } from "./board_view.js";
import { follow } from "./stream.js";

/**
 * Take over from the picture in `frame` ({place, region, showPicture(), tellState(state)}), with what the page says
 * (`data`); `choose({which, by})` is told what the reader chose. Returns {update(data), stop()}.
 */
export function mountBoard(frame, data, choose) {
  let page = data;
  let chosen = { which: data.which, by: data.by };
  let asked = null;
  let snapshot = null;
  let connected = false;
  let view = null;
  const announce = announcer(frame.region);
  let known = {};

  const pick = (choice) => {
    chosen = { ...chosen, ...choice };
    asked = chosen;
    draw();
    choose(chosen);
  };
  const draw = () => {
    if (!snapshot || snapshot.revision < page.revision) {
      if (!connected && view) {
        view = null;
        frame.showPicture();
      }
      return;
    }
    if (view?.locale !== page.locale) {
      view = boardView(page, pick);
      frame.place.replaceChildren(view.body);
    }
    const own = view.show(snapshot, chosen, page.own);
    tellRank(own);
  };
  const tellRank = (own) => {
    const board = `${chosen.which} ${chosen.by}`;
    if (own?.rank && known.board === board && known.rank !== own.rank) {
      announce(view.say("live_board.own_rank", { name: own.name, rank: view.write.rank(own.rank) }));
    }
    known = { board, rank: own?.rank };
  };
  const stop = follow(data.edition, {
    snapshot(received) {
      snapshot = received;
      draw();
    },
    state(state) {
      connected = state.connected;
      frame.tellState(state);
    },
  });
  return {
    stop,
    update(newer) {
      page = newer;
      const said = { which: newer.which, by: newer.by };
      const same = asked && asked.which === said.which && asked.by === said.by;
      if (!asked || same) {
        chosen = said; // what was chosen since then is on its way to the page
        asked = null;
      }
      draw();
    },
  };
}
