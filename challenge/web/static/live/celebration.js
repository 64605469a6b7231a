/** A celebration of a few seconds: what was reached, and warm paper falling; without motion where less is asked for. */

import { isCalm, make } from "./scenes/dom.js";

const DURATION = 7_000;
const PIECES = 140;
const COLOURS = ["#ff6b52", "#ffc145", "#3ccf9a", "#6fb7ef", "#fbf6ec"];

/** Celebrate on a stage; one that is still going on gives way. */
export function celebrateOn(stage, title, second) {
  stage.querySelector(".celebration")?.remove();
  const words = make("div", "words", make("p", "title", title), make("p", "second", second));
  const layer = make("div", "celebration", ...(isCalm() ? [] : confetti()), words);
  layer.setAttribute("role", "status");
  stage.append(layer);
  setTimeout(() => layer.remove(), DURATION);
}

/** Pieces of paper, each with its own way down. */
function confetti() {
  return Array.from({ length: PIECES }, (_, number) => {
    const piece = make("i", "paper");
    const chance = (least, most) => least + Math.random() * (most - least);
    const ways = {
      "--x": chance(0, 100),
      "--drift": chance(-14, 14),
      "--turn": `${chance(1, 4) * 360 * (number % 2 ? 1 : -1)}deg`,
      "--late": `${chance(0, 1.6)}s`,
      "--long": `${chance(3.2, 5.2)}s`,
      "--size": chance(10, 24),
      background: COLOURS[number % COLOURS.length],
    };
    Object.entries(ways).forEach(([name, value]) => piece.style.setProperty(name, value));
    return piece;
  });
}
