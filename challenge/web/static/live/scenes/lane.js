/** Lanes: how far somebody has come, with its disc as the runner; only transforms move. */

import { make } from "./dom.js";
import { fillDisc, makeDisc } from "./disc.js";

const HEAD = 1.12;
/** The finish lies so far beyond the first. */

/** A lane with its runner at the start. */
export function makeLane() {
  const course = make("div", "course", make("i"), make("div", "runner", makeDisc()));
  const lane = make("div", "lane", make("div", "track"), course);
  lane.style.setProperty("--share", 0);
  return lane;
}

/** Let a lane's runner, a company, run to a share of the lane. */
export function runTo(lane, share, company) {
  fillDisc(lane.querySelector(".disc"), company);
  const far = String(Math.round(share * 10_000) / 10_000);
  if (lane.style.getPropertyValue("--share") !== far) {
    lane.style.setProperty("--share", far);
  }
}

/** A function from a row to its share of the lane, so that the first of all rows has nearly arrived. */
export function scaleOf(rows) {
  const most = Math.max(1, ...rows.map((row) => row.regularity ?? 0)) * HEAD;
  return (row) => (row.regularity ?? 0) / most;
}
