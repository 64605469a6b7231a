/** The projected screen: follows the stream, keeps itself for when the network is gone, celebrates once. */

import { knownAfter, occasionIn, recall, remember } from "./celebrated.js";
import { keepAwake, keepOffline } from "./keeping.js";
import { mountStage } from "./stage_view.js";
import { follow, serverNow } from "./stream.js";
import { makeTools } from "./tools.js";

const edition = document.body.dataset.edition;
const words = JSON.parse(document.getElementById("words").textContent);
const way = document.getElementById("way");
const join = { code: way.content.firstElementChild, address: way.dataset.address };
const root = document.getElementById("screen");
const view = mountStage(root, { words, join, now: serverNow });
const keep = keepOffline("/screen/worker.js", "/screen/");
let known = recall(edition);

follow(edition, {
  snapshot(snapshot, fresh) {
    view.show(snapshot);
    document.documentElement.lang = snapshot.stage.locale;
    root.dataset.revision = snapshot.revision;
    keep(picturesOf(snapshot));
    if (fresh) {
      celebrate(snapshot);
    }
  },
  state(heard) {
    view.tell(heard);
    root.dataset.connected = heard.connected;
    if (heard.connected && known) {
      known.seenAt = serverNow();
      remember(edition, known);
    }
  },
});
keepAwake();

function celebrate(snapshot) {
  const occasion = occasionIn(snapshot, known, serverNow());
  known = knownAfter(snapshot, known, serverNow());
  remember(edition, known);
  if (occasion) {
    const { say, formats } = makeTools(words, snapshot.stage.locale, join);
    const sum = occasion.micro_euros ?? snapshot.totals.micro_euros;
    view.celebrate(formats.wholeEuros(sum), occasion.title ?? say("screen.bravo"));
  }
}

function picturesOf({ companies, sponsors }) {
  return [...companies, ...sponsors].map(({ logo }) => logo).filter(Boolean);
}
