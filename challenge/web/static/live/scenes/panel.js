/** The panel beside a race: the euros, the way to the goal and what they do. */

import { make, write } from "./dom.js";
import { makeGoalBar } from "./goal.js";
import { makeSum } from "./money.js";

const MOST_PROJECTS = 3;

/** `{element, show(snapshot), stop()}`. */
export function makePanel({ say, formats }) {
  const [lead, below] = [make("p", "lead"), make("p", "below")];
  const sum = makeSum(formats);
  const bar = makeGoalBar(formats);
  const projects = make("ul", "purses");
  return {
    element: make("aside", "panel", lead, sum.element, below, bar.element, projects),
    show(snapshot) {
      write(lead, say("screen.raised_for", { n: snapshot.projects.length }));
      sum.show(snapshot.totals.micro_euros);
      write(below, belowSum(snapshot, say, formats));
      bar.show(snapshot);
      fillPurses(projects, snapshot.projects.slice(0, MOST_PROJECTS), formats);
    },
    stop() {
      sum.stop();
      bar.stop();
    },
  };
}

/** The goal and how many people move. */
export function belowSum({ goal_micro_euros: goal, totals }, say, formats) {
  const people = say("screen.people", { n: totals.participants, people: formats.number(totals.participants) });
  return goal > 0 ? `${say("screen.goal", { euros: formats.wholeEuros(goal) })} · ${people}` : people;
}

function fillPurses(list, projects, formats) {
  while (list.children.length > projects.length) {
    list.lastElementChild.remove();
  }
  projects.forEach((project, place) => {
    const purse = list.children[place] ?? list.appendChild(makePurse(place));
    write(purse.querySelector(".name"), project.name);
    write(purse.querySelector(".second"), project.association);
    write(purse.querySelector(".euros"), formats.wholeEuros(project.micro_euros));
  });
}

function makePurse(place) {
  const words = make("div", "words", make("p", "name"), make("p", "second"));
  return make("li", `purse hue-${place}`, make("i"), words, make("p", "euros"));
}
