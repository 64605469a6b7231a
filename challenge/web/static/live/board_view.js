/** The view of a board: which boards there are, what it is ordered by, and its table, in one language. */

import { boardTable, keyOf } from "./board_table.js";
import { choices } from "./choices.js";
import { element } from "./elements.js";
import { rankBy } from "./ranking.js";
import { formats, speaker } from "./words.js";

const SIZES = ["small", "medium", "large"];
const BOARDS = [...SIZES, "teams", "people"];
const RANKINGS = ["regularity", "points", "mean", "euros"];

/**
 * The elements of a board in the language of a page; `pick(choice)` is told what the reader chooses.
 * Returns {locale, say, write, body, show(snapshot, chosen, own)}; people are drawn by the page itself.
 */
export function boardView(page, pick) {
  const say = speaker(page.words, page.locale);
  const write = formats(page.locale, page.zone);
  const tabLabels = labelled(BOARDS, (name) => say(`live_board.tab.${name}`));
  const orderLabels = labelled(RANKINGS, (name) => say(`live_board.by.${name}`));
  const tabs = choices("tabs", say("live_board.boards"), tabLabels, (which) => pick({ which }));
  const order = choices("order", say("live_board.order"), orderLabels, (by) => pick({ by }));
  const provisional = badge("provisional", say("provisional.badge"));
  const frozen = badge("provisional frozen", say("freeze.badge"));
  const why = element("p", { class: "why" });
  const empty = element("p", { class: "empty", text: say("live_board.empty") });
  const table = boardTable(say, write);
  const panel = element("div", { role: "tabpanel", id: "panel" }, order.row, empty, table.section, why);

  const showBadges = (snapshot) => {
    provisional.show(snapshot.provisional && say("provisional.until", { at: write.moment(page.until) }));
    frozen.show(snapshot.frozen_at && say("freeze.since", { at: write.moment(snapshot.frozen_at) }));
  };
  const showRows = (rows, which, by, own) => {
    const ranked = rankBy(rows, by);
    panel.setAttribute("aria-labelledby", `tabs-${which}`);
    why.textContent = say(`ranking.${by}.why`);
    empty.hidden = ranked.length > 0;
    table.section.hidden = why.hidden = ranked.length === 0;
    table.show(ranked, { caption: say(`live_board.caption.${which}`), by, own });
    return ranked.find((row) => keyOf(row) === own);
  };
  return {
    locale: page.locale,
    say,
    write,
    body: element("div", {}, provisional.line, frozen.line, tabs.row, panel),
    /** Show the board chosen; returns the reader's own row on it. */
    show(snapshot, { which, by }, own) {
      const companies = (size) => snapshot.companies.filter((row) => row.class === size);
      const offered = BOARDS.filter((name) => !SIZES.includes(name) || name === which || companies(name).length > 0);
      showBadges(snapshot);
      tabs.show(offered, which);
      order.show(RANKINGS, by);
      panel.hidden = which === "people";
      if (panel.hidden) {
        return undefined;
      }
      return which === "teams"
        ? showRows(snapshot.teams, which, by, own.team)
        : showRows(companies(which), which, by, own.company);
    },
  };
}

/** A word of its own and a sentence after it: {line, show(sentence)}; without a sentence it is not there. */
function badge(kind, word) {
  const rest = element("span");
  const line = element("p", { class: kind }, element("b", { text: word }), " ", rest);
  return {
    line,
    show(sentence) {
      line.hidden = !sentence;
      rest.textContent = sentence || "";
    },
  };
}

function labelled(names, label) {
  return Object.fromEntries(names.map((name) => [name, label(name)]));
}
