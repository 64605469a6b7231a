/** The counter: the euros, as large as the screen allows, on their way to the goal. */

import { draw, make, write } from "./dom.js";
import { aroundNow, makeGoalBar } from "./goal.js";
import { makeSum } from "./money.js";

/** The scene of the euro counter. */
export function counter({ say, formats }) {
  const [lead, aim, people] = [make("h2", "lead"), make("p", "aim"), make("p", "people")];
  const sum = makeSum(formats);
  const bar = makeGoalBar(formats);
  const steps = make("div", "steps");
  const way = make("div", "to-goal", make("div", "ends", people, aim), bar.element);
  let drawn = "";
  return {
    root: make("section", "scene counter", lead, sum.element, way, steps),
    show(snapshot) {
      const { totals, goal_micro_euros: goal } = snapshot;
      write(lead, say("screen.raised_for", { n: snapshot.projects.length }));
      sum.show(totals.micro_euros, { from: 0 });
      write(people, peopleOf(totals, say, formats));
      write(aim, aimOf(totals.micro_euros, goal, say, formats));
      bar.show(snapshot);
      const around = aroundNow(snapshot);
      const now = JSON.stringify([around, totals.micro_euros]);
      if (drawn !== now) {
        drawn = now;
        steps.replaceChildren(...stepsOf(around, totals.micro_euros, say, formats));
      }
    },
    stop() {
      sum.stop();
      bar.stop();
    },
  };
}

function peopleOf({ participants, companies }, say, formats) {
  const people = say("screen.people", { n: participants, people: formats.number(participants) });
  return `${people} · ${say("screen.companies", { n: companies, companies: formats.number(companies) })}`;
}

function aimOf(raised, goal, say, formats) {
  if (goal <= 0) {
    return "";
  }
  const reached = raised >= goal ? "screen.goal_reached" : "screen.goal";
  return say(reached, { euros: formats.wholeEuros(goal) });
}

function stepsOf({ passed, next }, raised, say, formats) {
  const euros = formats.wholeEuros;
  const ahead = next && say("screen.still", { euros: euros(next.micro_euros - raised) });
  return [
    passed && step("passed", "tick", say("screen.passed"), passed.title, euros(passed.micro_euros)),
    next && step("next", "flag", `${say("screen.next")} · ${ahead}`, next.title, euros(next.micro_euros)),
  ].filter(Boolean);
}

function step(kind, drawing, label, title, euros) {
  const words = make("div", "words", make("p", "label", label), make("p", "title", title));
  return make("div", `step ${kind}`, draw(drawing), words, make("p", "euros", euros));
}
