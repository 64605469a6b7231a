/** The first teams, each in its company's colour. */

import { reorder } from "../reorder.js";
import { make, write } from "./dom.js";
import { fillDisc } from "./disc.js";
import { makeBoardHeading } from "./heading.js";
import { scaleOf } from "./lane.js";
import { fillRow, makeRow } from "./race.js";

const MOST_TEAMS = 10;
const FIRST = 3;

/** The scene of the first teams: three on the podium, the next ones in their lanes. */
export function teams(tools) {
  const heading = makeBoardHeading(tools);
  const [podium, rest] = [make("ol", "podium"), make("ol", "lanes")];
  const quiet = make("p", "quiet", tools.say("screen.nothing_yet"));
  const root = make("section", "scene teams", heading.element, podium, rest, quiet);
  return {
    root,
    show(snapshot) {
      const companies = new Map(snapshot.companies.map((company) => [company.name, company]));
      const shown = snapshot.teams.filter((team) => team.rank !== null).slice(0, MOST_TEAMS);
      const share = scaleOf(shown);
      heading.show(snapshot, tools.say("screen.first_teams"), { second: tools.say("screen.regularity") });
      root.classList.toggle("frozen", Boolean(snapshot.frozen_at));
      root.dataset.density = "roomy";
      rest.style.setProperty("--rows", Math.max(1, shown.length - FIRST));
      rest.hidden = shown.length <= FIRST;
      quiet.hidden = shown.length > 0;
      const key = (team) => `${team.company}\n${team.name}`;
      reorder(podium, shown.slice(0, FIRST), {
        key,
        make: makeStand,
        update: (stand, team) => fillStand(stand, team, companies.get(team.company), tools),
      });
      reorder(rest, shown.slice(FIRST), {
        key,
        make: makeRow,
        update: (row, team) => fillRow(row, { ...companies.get(team.company), ...team }, share, tools),
      });
    },
  };
}

function makeStand() {
  const figures = make("p", "figures", make("b", "percent"), make("span", "euros"));
  const words = make("div", "words", make("p", "name"), make("p", "second"));
  return make("li", "stand", make("b", "rank"), make("span", "disc"), words, figures);
}

function fillStand(stand, team, company, { say, formats }) {
  stand.classList.toggle("withdrawn", Boolean(team.withdrawn));
  fillDisc(stand.querySelector(".disc"), company);
  write(stand.querySelector(".rank"), formats.rank(team.rank));
  write(stand.querySelector(".name"), team.name);
  write(stand.querySelector(".second"), team.company);
  write(stand.querySelector(".percent"), formats.percent(team.regularity));
  write(stand.querySelector(".euros"), team.withdrawn ? say("screen.withdrawn") : formats.wholeEuros(team.micro_euros));
}
