/** The race: companies of one size class in their lanes, the first ones in the warm colours. */

import { reorder } from "../reorder.js";
import { make, write } from "./dom.js";
import { makeBoardHeading } from "./heading.js";
import { makeLane, runTo, scaleOf } from "./lane.js";
import { makeSum } from "./money.js";
import { makePanel } from "./panel.js";

const FIRST_RANKS = 3;
const ROWS_BESIDE_PANEL = 10;
const DENSITIES = [
  { rows: 3, density: "huge" },
  { rows: 5, density: "large" },
  { rows: 8, density: "roomy" },
  { rows: 11, density: "snug" },
  { rows: Infinity, density: "dense" },
];

/** The scene of a page of the race. */
export function race(tools) {
  const { say } = tools;
  const heading = makeBoardHeading(tools);
  const panel = makePanel(tools);
  const total = makeSum(tools.formats, "total");
  heading.element.append(total.element);
  const rows = make("ol", "lanes");
  const quiet = make("p", "quiet", say("screen.nothing_yet"));
  const root = make("section", "scene race", make("div", "board", heading.element, rows, quiet), panel.element);
  return {
    root,
    show(snapshot, turn) {
      const companies = snapshot.companies.filter((company) => company.class === turn.board);
      const shown = companies.slice(turn.first, turn.last);
      const columns = shown.length > ROWS_BESIDE_PANEL ? 2 : 1;
      const height = Math.ceil(shown.length / columns);
      const part = { first: turn.first + 1, last: turn.last, n: companies.length };
      heading.show(snapshot, say(`screen.class_${turn.board || "all"}`), {
        second: snapshot.frozen_at ? "" : say("screen.regularity"),
        part: turn.pages > 1 ? say("screen.part", part) : "",
      });
      quiet.hidden = shown.length > 0;
      root.dataset.columns = columns;
      root.dataset.density = densityOf(height);
      root.classList.toggle("frozen", Boolean(snapshot.frozen_at));
      rows.style.setProperty("--rows", height);
      rows.style.setProperty("--all", shown.length);
      const share = scaleOf(companies);
      const update = (row, company) => fillRow(row, company, share, tools);
      reorder(rows, shown, { key: (company) => company.name, make: makeRow, update });
      if (columns === 1) {
        panel.show(snapshot);
      } else {
        total.show(snapshot.totals.micro_euros);
      }
    },
    stop() {
      panel.stop();
      total.stop();
    },
  };
}

/** How closely so many rows stand below each other. */
export function densityOf(rows) {
  return DENSITIES.find((step) => rows <= step.rows).density;
}

/** A row of a race with nothing in it yet. */
export function makeRow() {
  const figures = make("p", "figures", make("b", "percent"), make("span", "euros"));
  return make("li", "row", make("b", "rank"), make("p", "name", make("b"), make("span")), makeLane(), figures);
}

/** What the row of a company or of its team says; also that figures are withheld, or that it has left. */
export function fillRow(row, company, share, { say, formats }) {
  const withheld = company.rank === null;
  row.classList.toggle("first", !withheld && company.rank <= FIRST_RANKS);
  row.classList.toggle("withheld", withheld);
  row.classList.toggle("withdrawn", Boolean(company.withdrawn));
  write(row.querySelector(".rank"), withheld ? "–" : String(company.rank));
  write(row.querySelector(".name b"), company.name);
  write(row.querySelector(".name span"), company.company ?? "");
  write(row.querySelector(".percent"), withheld ? "" : formats.percent(company.regularity));
  write(row.querySelector(".euros"), withheld ? say("screen.withheld") : besideEuros(company, say, formats));
  runLater(row, () => runTo(row.querySelector(".lane"), share(company), company));
}

function besideEuros(company, say, formats) {
  return company.withdrawn ? say("screen.withdrawn") : formats.wholeEuros(company.micro_euros);
}

/** A new row stands at the start for a moment, so that its runner is seen coming. */
function runLater(row, run) {
  if (row.isConnected) {
    run();
  } else {
    requestAnimationFrame(() => requestAnimationFrame(run));
  }
}
