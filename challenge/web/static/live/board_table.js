/** The table of a board: a row for each company or team, as the template `board.html` draws it. */

import { element } from "./elements.js";
import { isWithheld } from "./ranking.js";
import { reorder } from "./reorder.js";

const FIRST_PLACES = 3;
const NONE = "–";
const COLUMNS = {
  regularity: (row, write) => write.percent(row.regularity),
  points: (row, write) => write.number(row.points),
  mean: (row, write) => write.number(row.mean),
  euros: (row, write) => write.wholeEuros(row.micro_euros),
};

/** What names a row: companies by their name, teams by their company too. */
export function keyOf(row) {
  return isTeam(row) ? `${row.company}\n${row.name}` : row.name;
}

/** A table of ranked rows, in the words and figures of a language: {section, show(rows, {caption, by, own})}. */
export function boardTable(say, write) {
  const caption = element("caption");
  const figure = element("th", { scope: "col", class: "number" });
  const body = element("tbody");
  const head = element(
    "tr",
    {},
    element("th", { scope: "col", text: say("board.rank") }),
    element("th", { scope: "col", text: say("board.name") }),
    figure,
  );
  const table = element("table", {}, caption, element("thead", {}, head), body);
  return {
    section: element("section", { class: "board" }, table),
    show(rows, shown) {
      caption.textContent = shown.caption;
      figure.textContent = say(`ranking.${shown.by}`);
      const update = (line, row) => fill(line, row, { ...shown, say, write });
      reorder(body, rows, { key: keyOf, make: emptyLine, update });
    },
  };
}

function isTeam(row) {
  return row.company !== undefined;
}

function emptyLine(row) {
  const runner = isTeam(row) ? [] : [element("b", { class: "runner" })];
  const lane = element("span", { class: isTeam(row) ? "lane" : "lane race", "aria-hidden": "true" });
  lane.append(element("i"), ...runner);
  return element(
    "tr",
    {},
    element("td", { class: "rank" }),
    element(
      "th",
      { scope: "row" },
      element("span", { class: "name" }),
      " ",
      element("span", { class: "own-mark" }),
      " ",
      element("span", { class: "withdrawn-mark" }),
      element("span", { class: "second group" }),
      lane,
      element("span", { class: "second figures" }),
    ),
    element("td", { class: "number" }),
  );
}

function fill(line, row, { by, own, say, write }) {
  const part = (name) => line.querySelector(`.${name}`);
  const put = (name, words) => {
    part(name).textContent = words;
    part(name).hidden = words === "";
  };
  const withheld = isWithheld(row);
  const isOwn = keyOf(row) === own;
  line.classList.toggle("own", isOwn);
  put("rank", row.rank === null ? NONE : String(row.rank));
  part("rank").classList.toggle("first", row.rank !== null && row.rank <= FIRST_PLACES);
  put("name", row.name);
  put("own-mark", isOwn ? say(`live_board.own.${isTeam(row) ? "team" : "company"}`) : "");
  put("withdrawn-mark", row.withdrawn ? say("board.withdrawn") : "");
  put("group", row.company ?? "");
  put("figures", withheld ? say("board.withheld") : second(row, say, write));
  put("number", withheld ? NONE : COLUMNS[by](row, write));
  part("lane").hidden = withheld;
  if (!withheld) {
    part("lane").firstElementChild.style.width = `${row.regularity}%`;
  }
  if (!isTeam(row)) {
    placeRunner(part("runner"), row);
  }
}

/** What became of the effort; of a company also how many people it could have moved. */
function second(row, say, write) {
  const figures = say("board.second", { points: write.number(row.points), euros: write.wholeEuros(row.micro_euros) });
  if (isTeam(row)) {
    return figures;
  }
  return `${figures} · ${say("board.headcount", { n: row.headcount, people: write.number(row.headcount) })}`;
}

function placeRunner(runner, row) {
  runner.style.left = `${row.regularity}%`;
  runner.style.borderColor = row.colour;
  const shown = row.logo ?? row.initials;
  if (runner.dataset.shown !== shown) {
    runner.dataset.shown = shown;
    runner.replaceChildren(row.logo ? element("img", { src: row.logo, alt: "" }) : row.initials);
  }
}
