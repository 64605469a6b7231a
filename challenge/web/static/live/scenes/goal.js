/** The way to the goal: a bar with its milestones, those passed and those ahead. */

import { draw, make } from "./dom.js";

const SIGN = 0.6;
/** Width of a digit in its own height, for labels that may not touch. */
const NEAR = 0.06;
/** So near an end a label stands inside of it. */

/** The milestone passed last and the one ahead. */
export function aroundNow({ milestones }) {
  return {
    passed: milestones.filter((milestone) => milestone.passed).at(-1) ?? null,
    next: milestones.find((milestone) => !milestone.passed) ?? null,
  };
}

/** What is left to the next milestone, or to the goal; null when all is reached. */
export function nextAim(snapshot) {
  const { next } = aroundNow(snapshot);
  const raised = snapshot.totals.micro_euros;
  if (next) {
    return { kind: "milestone", left: next.micro_euros - raised, title: next.title };
  }
  const left = snapshot.goal_micro_euros - raised;
  return left > 0 ? { kind: "goal", left, title: "" } : null;
}

/** A bar: `{element, show(snapshot), stop()}`; as many labels as have room beside each other. */
export function makeGoalBar(formats) {
  const marks = make("div", "marks");
  const fill = make("i");
  const element = make("div", "goal-bar", make("div", "way", fill), marks);
  let room = 0;
  let shown = { milestones: [], end: 0 };
  const put = () => {
    const { milestones, end } = shown;
    const named = withRoom(milestones, end, room, formats);
    marks.replaceChildren(...milestones.map((milestone) => mark(milestone, end, named.has(milestone), formats)));
  };
  const sized = new ResizeObserver(() => {
    room = marks.clientWidth / parseFloat(getComputedStyle(marks).fontSize);
    put();
  });
  sized.observe(marks);
  return {
    element,
    show({ milestones, goal_micro_euros: goal, totals }) {
      const end = Math.max(goal, ...milestones.map((milestone) => milestone.micro_euros));
      element.hidden = end <= 0;
      fill.style.setProperty("--share", Math.min(1, totals.micro_euros / end || 0));
      const next = { milestones, end };
      if (JSON.stringify(next) !== JSON.stringify(shown)) {
        shown = next;
        put();
      }
    },
    stop: () => sized.disconnect(),
  };
}

function mark(milestone, end, named, formats) {
  const tick = milestone.passed ? draw("tick") : null;
  const label = named ? make("span", "", tick, labelOf(milestone, formats)) : null;
  const element = make("div", milestone.passed ? "mark passed" : "mark", label);
  const at = milestone.micro_euros / end;
  element.style.setProperty("--at", at);
  element.classList.toggle("at-start", at < NEAR);
  element.classList.toggle("at-end", at > 1 - NEAR);
  return element;
}

/** Which labels can stand beside each other in so many letter heights: the next first, then what was passed last. */
function withRoom(milestones, end, room, formats) {
  const next = milestones.findIndex((milestone) => !milestone.passed);
  const turn = next < 0 ? milestones.length : next;
  const away = (place) => Math.abs(place - turn);
  const wished = [...milestones.keys()].sort((one, other) => away(one) - away(other) || other - one);
  const named = new Map();
  for (const milestone of wished.map((place) => milestones[place])) {
    const wide = (labelOf(milestone, formats).length + 2) * SIGN;
    const at = milestone.micro_euros / end;
    const from = at * room - wide * (at < NEAR ? 0 : at > 1 - NEAR ? 1 : 0.5);
    if ([...named.values()].every(([begin, until]) => from > until || from + wide < begin)) {
      named.set(milestone, [from, from + wide]);
    }
  }
  return named;
}

function labelOf(milestone, formats) {
  return formats.number(Math.round(milestone.micro_euros / 1_000_000));
}
