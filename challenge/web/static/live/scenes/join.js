/** The way in: a code to point a phone at, and the address in letters. */

import { make } from "./dom.js";

const STEPS = ["screen.join_scan", "screen.join_team", "screen.join_move"];

/** The scene that leads to the challenge; `tools.join` is {code, address}. */
export function join({ say, join: way }) {
  const steps = make("ol", "ways", ...STEPS.map((key) => make("li", "", say(key))));
  const address = make("p", "address", way?.address ?? "");
  const words = make("div", "words", make("h2", "title", say("screen.join")), steps, address);
  const plate = make("div", "code", ...(way ? [way.code.cloneNode(true)] : []));
  return { root: make("section", "scene join", words, plate), show() {} };
}
