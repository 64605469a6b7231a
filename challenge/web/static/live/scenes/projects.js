/** The projects: what the money does, euros each. */

import { make, write } from "./dom.js";
import { makeHeading } from "./heading.js";
import { makeSum } from "./money.js";

/** The scene of what the euros do. */
export function projects({ say, formats }) {
  const heading = makeHeading();
  const split = make("div", "split");
  const cards = make("ul", "cards");
  const quiet = make("p", "quiet", say("screen.nothing_yet"));
  let drawn = [];
  return {
    root: make("section", "scene projects", heading.element, split, cards, quiet),
    show(snapshot) {
      heading.show(say("screen.what_it_does"));
      quiet.hidden = snapshot.projects.length > 0;
      if (drawn.map(({ name }) => name).join("\n") !== snapshot.projects.map(({ name }) => name).join("\n")) {
        drawn.forEach(({ sum }) => sum.stop());
        drawn = snapshot.projects.map(({ name }, place) => makeCard(name, place, formats));
        cards.replaceChildren(...drawn.map(({ element }) => element));
        split.replaceChildren(...drawn.map(({ part }) => part));
        cards.style.setProperty("--all", drawn.length);
      }
      snapshot.projects.forEach((project, place) => {
        const { element, part, sum } = drawn[place];
        write(element.querySelector(".second"), project.association);
        write(element.querySelector(".purpose"), project.purpose);
        part.style.setProperty("--part", project.micro_euros || 1);
        sum.show(project.micro_euros, { from: 0 });
      });
    },
    stop: () => drawn.forEach(({ sum }) => sum.stop()),
  };
}

function makeCard(name, place, formats) {
  const sum = makeSum(formats);
  const hue = `hue-${place % 4}`;
  const words = make("div", "words", make("h3", "name", name), make("p", "second"), make("p", "purpose"));
  return { element: make("li", `card ${hue}`, make("i"), words, sum.element), part: make("i", hue), sum };
}
