/** The test pattern: edges, grid, circle, greys, colours and the smallest letters, for setting a projector up. */

import { make, write } from "./dom.js";

const GREYS = 11;
const COLOURS = ["coral", "sun", "leaf", "sky", "paper", "muted"];

/** The scene for focusing a projector and finding its edges. */
export function pattern({ say }) {
  const corners = ["nw", "ne", "sw", "se"].map((where) => make("i", `corner ${where}`));
  const greys = Array.from({ length: GREYS }, (_, step) => shade(make("i"), Math.round((step * 255) / (GREYS - 1))));
  const size = make("p", "resolution");
  const words = make(
    "div",
    "words",
    make("h2", "title", say("screen.pattern")),
    size,
    make("div", "greys", ...greys),
    make("div", "palette", ...COLOURS.map((colour) => make("i", colour))),
    make("p", "smallest", say("screen.smallest")),
  );
  const root = make("section", "scene pattern", make("i", "edges"), make("i", "circle"), ...corners, words);
  const measured = new ResizeObserver(() => {
    const { width, height } = root.getBoundingClientRect();
    const [wide, high] = [width, height].map((side) => Math.round(side * devicePixelRatio));
    write(size, `${wide} × ${high}`);
  });
  measured.observe(root);
  return { root, show() {}, stop: () => measured.disconnect() };
}

function shade(element, level) {
  element.style.background = `rgb(${level} ${level} ${level})`;
  return element;
}
