/** Money in motion: sums that count up to what they are, in letters as large as their box allows. */

import { isCalm, make } from "./dom.js";

const DURATION = 1600;
const WIDTHS = { "€": 0.73, ",": 0.2, 1: 0.35 };
const DIGIT = 0.65;
const SPACE = 0.21;
/** In heights of the letters of the euro counter. */

/** A sum: `{element, show(microEuros, {from})}`; `--ems` says how wide it is in its own letters. */
export function makeSum(formats, classes = "") {
  const element = make("strong", `sum ${classes}`);
  let shown = null;
  let frame = 0;

  const put = (microEuros) => {
    shown = microEuros;
    element.replaceChildren(...coloured(formats.wholeEuros(microEuros)));
  };
  return {
    element,
    show(microEuros, { from = microEuros } = {}) {
      const start = shown ?? from;
      element.style.setProperty("--ems", widthOf(formats.wholeEuros(microEuros)));
      cancelAnimationFrame(frame);
      if (start === microEuros || isCalm()) {
        put(microEuros);
        return;
      }
      const began = performance.now();
      const step = (time) => {
        const part = Math.min(1, Math.max(0, (time - began) / DURATION));
        put(part === 1 ? microEuros : start + (microEuros - start) * (1 - (1 - part) ** 4));
        if (part < 1) {
          frame = requestAnimationFrame(step);
        }
      };
      put(start);
      frame = requestAnimationFrame(step);
    },
    stop: () => cancelAnimationFrame(frame),
  };
}

/** The euro in its own colour. */
function coloured(words) {
  return words.split(/(€)/).map((part) => (part === "€" ? make("span", "euro", part) : part));
}

function widthOf(words) {
  const widths = [...words].map((sign) => WIDTHS[sign] ?? (/\d/.test(sign) ? DIGIT : SPACE));
  return widths.reduce((sum, width) => sum + width, 0).toFixed(2);
}
