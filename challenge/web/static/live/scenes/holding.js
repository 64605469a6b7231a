/** The holding screen: what is about to begin, how long until then, and runners in calm motion. */

import { fillDisc } from "./disc.js";
import { make, write } from "./dom.js";

const MOST_RUNNERS = 12;
const LANES = 6;
const DAY = 86_400;

/** The scene before it begins. */
export function holding(tools) {
  const { say } = tools;
  const [title, lead, clock, when] = [make("h2", "title"), make("p", "lead"), make("p", "clock"), make("p", "when")];
  const runners = make("div", "field");
  let snapshot = null;
  let drawn = "";
  const tick = (now) => {
    const { countdown_to: end } = snapshot.stage;
    const left = end ? Math.ceil((Date.parse(end) - now) / 1000) : null;
    clock.hidden = left === null;
    write(lead, left === null ? say("screen.soon") : left > 0 ? say("screen.begins_in") : say("screen.begins_now"));
    write(clock, left > 0 ? remaining(left, say) : "");
    write(when, whenOf(snapshot, tools));
  };
  return {
    root: make("section", "scene holding", runners, make("div", "words", title, lead, clock, when)),
    show(next, _turn, now) {
      snapshot = next;
      write(title, snapshot.name);
      const known = snapshot.companies.slice(0, MOST_RUNNERS);
      const faces = JSON.stringify(known.map(({ name, colour, logo }) => [name, colour, logo]));
      if (drawn !== faces) {
        drawn = faces;
        runners.replaceChildren(...Array.from({ length: LANES }, (_, lane) => makeLane(known, lane)));
      }
      tick(now);
    },
    tick,
  };
}

function makeLane(companies, lane) {
  const own = companies.filter((_, place) => place % LANES === lane);
  const runners = own.map((company, place) => {
    const runner = make("div", "drifting", make("span", "disc"));
    fillDisc(runner.firstElementChild, company);
    runner.style.setProperty("--delay", (lane * 7 + place * 31) % 60);
    return runner;
  });
  return make("div", "still-lane", ...runners);
}

/** Days while it is long, then hours, minutes and seconds. */
function remaining(seconds, say) {
  if (seconds >= 2 * DAY) {
    return say("screen.days", { n: Math.floor(seconds / DAY) });
  }
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** When the countdown ends, or when the evening is. */
function whenOf({ stage, evening_at: evening }, { say, formats, locale }) {
  if (stage.countdown_to) {
    return say("screen.at_time", { time: formats.time(stage.countdown_to) });
  }
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  return evening ? `${day.format(new Date(evening))}, ${formats.time(evening)}` : "";
}
