/** The sponsors: logo or name, set large. */

import { make } from "./dom.js";
import { picture } from "./disc.js";
import { makeHeading } from "./heading.js";

const SIZES = [
  { plates: 2, size: "large" },
  { plates: 6, size: "medium" },
  { plates: 12, size: "small" },
  { plates: Infinity, size: "crowd" },
];

/** The scene of those who support the edition. */
export function sponsors({ say }) {
  const heading = makeHeading();
  const list = make("ul", "plates");
  const quiet = make("p", "quiet", say("screen.nothing_yet"));
  let drawn = "";
  return {
    root: make("section", "scene sponsors", heading.element, list, quiet),
    show(snapshot) {
      heading.show(say("screen.thanks_to"));
      quiet.hidden = snapshot.sponsors.length > 0;
      const now = JSON.stringify(snapshot.sponsors);
      if (drawn !== now) {
        drawn = now;
        list.dataset.size = SIZES.find((step) => snapshot.sponsors.length <= step.plates).size;
        list.replaceChildren(...snapshot.sponsors.map(makePlate));
      }
    },
  };
}

function makePlate({ name, line, logo }) {
  const face = make("div", "face", logo ? picture(logo, name) : name);
  const words = [make("p", "name", logo ? name : ""), make("p", "line", line)];
  return make("li", logo ? "plate with-logo" : "plate", face, ...words);
}
