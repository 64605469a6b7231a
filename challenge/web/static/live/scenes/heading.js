/** Headings of scenes: what is shown, which part of it, and whether it is frozen. */

import { draw, make, write } from "./dom.js";

/** `{element, show(title, {second, part})}`: the second half is said more quietly, the part stands at the right. */
export function makeHeading() {
  const [title, second, part] = [make("b"), make("span", "second"), make("span", "part")];
  return {
    element: make("h2", "heading", make("span", "title", title, second), part),
    show(words, { second: quiet = "", part: which = "" } = {}) {
      write(title, words);
      write(second, quiet ? ` · ${quiet}` : "");
      write(part, which);
    },
  };
}

/** The heading of a board, which may be frozen: `{element, show(snapshot, title, more)}`. */
export function makeBoardHeading({ say, formats }) {
  const heading = makeHeading();
  const since = make("span");
  const frost = make("p", "frost", draw("snowflake"), since);
  return {
    element: make("div", "board-heading", heading.element, frost),
    show(snapshot, title, more) {
      heading.show(title, more);
      frost.hidden = !snapshot.frozen_at;
      if (snapshot.frozen_at) {
        write(since, say("screen.frozen_since", { time: formats.time(snapshot.frozen_at) }));
      }
    },
  };
}
