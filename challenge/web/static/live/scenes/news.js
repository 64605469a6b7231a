/** The latest good news of teams and companies. */

import { draw, make, write } from "./dom.js";
import { makeHeading } from "./heading.js";
import { DRAWING_OF, ago, sayable, tell } from "./saying.js";

const MOST_ITEMS = 5;

/** The scene of the good news, the newest first. */
export function news(tools) {
  const heading = makeHeading();
  const list = make("ol", "items");
  const quiet = make("p", "quiet", tools.say("screen.nothing_yet"));
  let shown = [];
  let drawn = "";
  const age = (now) =>
    shown.forEach((item, place) => write(list.children[place].querySelector(".ago"), ago(item.at, now, tools.say)));
  return {
    root: make("section", "scene news", heading.element, list, quiet),
    show(snapshot, _turn, now) {
      heading.show(tools.say("screen.good_news"));
      shown = sayable(snapshot.news).slice(0, MOST_ITEMS);
      quiet.hidden = shown.length > 0;
      const said = JSON.stringify(shown);
      if (drawn !== said) {
        drawn = said;
        list.replaceChildren(...shown.map((item) => makeItem(item, tools)));
      }
      age(now);
    },
    tick: age,
  };
}

function makeItem(item, tools) {
  const words = make("p", "words", tell(item, tools));
  return make("li", `item ${item.kind}`, draw(DRAWING_OF[item.kind]), words, make("span", "ago"));
}
