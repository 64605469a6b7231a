/** The frame of every scene: whose challenge it is, which day, whether it is live, the latest news, the next aim. */

import { draw, make, write } from "./scenes/dom.js";
import { nextAim } from "./scenes/goal.js";
import { ago, sayable, tell } from "./scenes/saying.js";

const NEWS_SECONDS = 12;
const NEWS_IN_TURN = 4;

/** `{top, bottom, show(snapshot), tick(snapshot, state, now)}`. */
export function makeFrame(tools) {
  const header = makeHeader(tools);
  const footer = makeFooter(tools);
  return {
    top: header.element,
    bottom: footer.element,
    show(snapshot) {
      header.show(snapshot);
      footer.show(snapshot);
    },
    tick(snapshot, state, now) {
      header.tick(state, now);
      footer.tick(snapshot, now);
    },
  };
}

function makeHeader({ say, formats }) {
  const [edition, provisional] = [make("span", "edition"), make("span", "provisional", say("screen.provisional"))];
  const [dot, words] = [make("i", "dot"), make("span")];
  const live = make("p", "live", dot, draw("clock"), words);
  return {
    element: make("header", "top", make("p", "brand", say("screen.brand")), edition, provisional, live),
    show(snapshot) {
      const day = snapshot.day > 0 ? ` · ${say("screen.day", { day: snapshot.day, days: snapshot.days })}` : "";
      write(edition, `${snapshot.name}${day}`);
      provisional.hidden = !snapshot.provisional;
    },
    tick({ connected, heardAt }, now) {
      live.classList.toggle("cut", !connected);
      const age = () => ago(heardAt, Date.now(), say); // what was heard when is told by this browser's own clock
      const heard = heardAt === null ? say("screen.connecting") : say("screen.last_news", { ago: age() });
      write(words, connected ? say("screen.live", { time: formats.time(now) }) : heard);
    },
  };
}

function makeFooter(tools) {
  const { say, formats } = tools;
  const [news, aim] = [make("p", "latest"), make("p", "next-aim")];
  let told = "";
  const tick = (snapshot, now) => {
    const latest = sayable(snapshot.news).slice(0, NEWS_IN_TURN);
    const item = latest[Math.floor(now / 1000 / NEWS_SECONDS) % latest.length] ?? null;
    const next = JSON.stringify(item);
    if (next !== told) {
      told = next;
      news.replaceChildren(...(item ? [tell(item, tools)] : []));
    }
  };
  return {
    element: make("footer", "bottom", news, aim),
    show(snapshot) {
      const next = nextAim(snapshot);
      const sum = next && make("b", "", formats.wholeEuros(next.left));
      aim.replaceChildren(...(next ? [say(`screen.next_${next.kind}_in`), " ", sum] : [goalWords(snapshot, say)]));
    },
    tick,
  };
}

function goalWords(snapshot, say) {
  return snapshot.goal_micro_euros > 0 ? say("screen.all_reached") : "";
}
