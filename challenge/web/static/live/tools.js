/** Tools: what every scene speaks and writes with, in one language. */

import { formats, speaker } from "./words.js";

/** `{locale, join, say, formats}`. */
export function makeTools(words, locale, join) {
  const written = Object.entries(formats(locale)).map(([name, write]) => [name, legibly(write)]);
  return { locale, join, say: legibly(speaker(words[locale], locale)), formats: Object.fromEntries(written) };
}

/** The narrow space of French is no space at all from the last row of a hall. */
function legibly(write) {
  return (...facts) => write(...facts).replaceAll("\u202f", "\u00a0");
}
