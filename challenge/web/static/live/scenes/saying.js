/** Good news in words: a sentence from a kind and its facts. */

import { make } from "./dom.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const AGES = [
  { below: MINUTE, unit: MINUTE, key: "screen.ago_moment" },
  { below: HOUR, unit: MINUTE, key: "screen.ago_minutes" },
  { below: DAY, unit: HOUR, key: "screen.ago_hours" },
  { below: Infinity, unit: DAY, key: "screen.ago_days" },
];
const SPELT = 9;
/** Up to here numbers are written out. */

const FACTS = {
  team_climbed: (item, { say, formats }) => ({ company: item.company, ...climbed(item, say, formats) }),
  company_climbed: (item, { say, formats }) => climbed(item, say, formats),
  company_euros: (item, { formats }) => ({ euros: formats.wholeEuros(item.micro_euros) }),
  total_euros: (item, { formats }) => ({
    percent: formats.number(item.percent),
    euros: formats.wholeEuros(item.micro_euros),
  }),
  milestone: (item, { formats }) => ({ title: item.title, euros: formats.wholeEuros(item.micro_euros) }),
  company_joined: () => ({}),
};

/** The drawing that goes with each kind. */
export const DRAWING_OF = {
  team_climbed: "climb",
  company_climbed: "climb",
  company_euros: "euro",
  total_euros: "together",
  milestone: "flag",
  company_joined: "door",
};

/** Of some news, those that this release has words for. */
export function sayable(news) {
  return news.filter((item) => item.kind in FACTS);
}

/** A piece of news as an element: whom it is about first, then what. */
export function tell(item, tools) {
  const lead = item.name || tools.say(`screen.news_lead.${item.kind}`);
  const rest = tools.say(`screen.news.${item.kind}`, FACTS[item.kind](item, tools));
  return make("span", "saying", make("b", "", lead), rest);
}

/** How long ago something was. */
export function ago(moment, now, say) {
  const age = Math.max(0, now - new Date(moment).getTime());
  const { unit, key } = AGES.find((step) => age < step.below);
  return say(key, { n: Math.max(1, Math.floor(age / unit)) });
}

function climbed({ by, rank }, say, formats) {
  const places = by >= 1 && by <= SPELT ? say(`screen.number.${by}`) : formats.number(by);
  return { n: by, places, rank: formats.rank(rank) };
}
