/** The reveal: a frozen board uncovered from last to first, the newest row in large. */

import { reorder } from "../reorder.js";
import { fillDisc } from "./disc.js";
import { make, write } from "./dom.js";
import { scaleOf } from "./lane.js";
import { makeSum } from "./money.js";
import { makeHeading } from "./heading.js";
import { densityOf, fillRow, makeRow } from "./race.js";

const MOST_ROWS = 10;
const ROOMY = 6;
/** Fewer rows are not drawn larger beside the card of the newest. */
const COVERED_SHOWN = 4;
/** Rows still covered that are always left in sight. */

/** The scene of a board as far as it is uncovered. */
export function reveal(tools) {
  const heading = makeHeading();
  const hero = makeHero(tools);
  const rows = make("ol", "lanes");
  const root = make("section", "scene reveal", heading.element, hero.element, rows);
  return {
    root,
    show(snapshot) {
      const { board, covered, rows: uncovered } = snapshot.stage.reveal ?? { board: "", covered: 0, rows: [] };
      const companies = new Map(snapshot.companies.map((company) => [company.name, company]));
      const known = uncovered.map((row) => ({ ...companies.get(row.company), ...row }));
      heading.show(titleOf(board, tools.say), {
        second: tools.say("screen.final_order"),
        part: covered > 0 ? tools.say("screen.still_covered", { n: covered }) : "",
      });
      hero.show(known, covered);
      const shown = inSight(covered, known);
      root.dataset.density = densityOf(Math.max(ROOMY, shown.length));
      rows.style.setProperty("--rows", shown.length);
      rows.style.setProperty("--all", shown.length);
      const share = scaleOf(known);
      reorder(rows, shown, {
        key: (row) => (row.name ? `${row.company ?? ""}\n${row.name}` : `blank ${row.place}`),
        make: makeRow,
        update: (row, facts) => (facts.name ? fillShown(row, facts, share, known[0], tools) : fillBlank(row, facts)),
      });
    },
    stop: hero.stop,
  };
}

function titleOf(board, say) {
  return board === "teams" ? say("screen.all_teams") : say(`screen.class_${board || "all"}`);
}

/** Rows in sight: some that are covered, then those uncovered last. */
function inSight(covered, known) {
  const blanks = Math.min(covered, Math.max(COVERED_SHOWN, MOST_ROWS - known.length));
  const blank = Array.from({ length: blanks }, (_, place) => ({ place: covered - blanks + place + 1 }));
  return [...blank, ...known.slice(0, MOST_ROWS - blanks)];
}

function fillShown(row, facts, share, newest, tools) {
  row.classList.toggle("newest", facts === newest);
  fillRow(row, facts, share, tools);
}

function fillBlank(row, { place }) {
  row.classList.add("blank");
  write(row.querySelector(".rank"), String(place));
}

/** The row uncovered last, in large: `{element, show(known, covered)}`. */
function makeHero({ say, formats }) {
  const [rank, disc, name, second] = [make("p", "rank"), make("span", "disc"), make("p", "name"), make("p", "second")];
  const [percent, gap] = [make("b", "percent"), make("p", "gap")];
  const sum = makeSum(formats);
  const figures = make("div", "figures", percent, sum.element);
  const card = make("div", "hero-card", rank, disc, name, second, figures, gap);
  const waiting = make("p", "waiting");
  let newest = "";
  return {
    element: make("div", "hero", card, waiting),
    show(known, covered) {
      const [row, below] = known;
      card.hidden = !row;
      waiting.hidden = Boolean(row);
      write(waiting, say("screen.who_is_it"));
      if (!row) {
        newest = "";
        return;
      }
      const entered = `${row.company ?? ""}\n${row.name}`;
      fillDisc(disc, row);
      write(rank, formats.rank(row.rank));
      write(name, row.name);
      write(second, row.company ?? "");
      write(percent, formats.percent(row.regularity));
      write(gap, gapOf(row, below, say));
      card.classList.toggle("winner", covered === 0);
      sum.show(row.micro_euros, entered === newest ? {} : { from: 0 });
      if (entered !== newest) {
        newest = entered;
        enter(card);
      }
    },
    stop: sum.stop,
  };
}

/** What lies between a row and the one below it. */
function gapOf(row, below, say) {
  if (!below) {
    return say("screen.closes_the_march");
  }
  const points = row.regularity - below.regularity;
  const { name } = below;
  return points > 0 ? say("screen.ahead_of", { n: points, name }) : say("screen.level_with", { name });
}

/** Begin the card's entrance anew. */
function enter(card) {
  card.classList.remove("entering");
  card.getBoundingClientRect(); // so that the browser sees it without
  card.classList.add("entering");
}
