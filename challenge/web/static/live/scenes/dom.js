/** Building: elements with their class and content; whatever was typed by people goes in as text. */

import { element } from "../elements.js";

/** An element with its classes and children; strings become text. */
export function make(tag, classes = "", ...children) {
  return element(tag, { class: classes || null }, ...children.filter((child) => child !== null));
}

/** Fill an element's text only where it changes, so that nothing is laid out in vain. */
export function write(place, words) {
  if (place.textContent !== words) {
    place.textContent = words;
  }
}

const SVG = "http://www.w3.org/2000/svg";
const DRAWINGS = {
  snowflake:
    "M12 2v20M3.3 7l17.4 10M3.3 17 20.7 7M9 3.5l3 3 3-3M9 20.5l3-3 3 3M3.2 11l4.1-1.1L6.2 5.8" +
    "M20.8 13l-4.1 1.1 1.1 4.1M3.2 13l4.1 1.1-1.1 4.1M20.8 11l-4.1-1.1 1.1-4.1",
  tick: "M4 12.5 9.5 18 20 6.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 7.5V12l3 2.5",
  climb: "M12 20V5M5.5 11.5 12 5l6.5 6.5",
  euro: "M18.5 6.5A7.5 7.5 0 1 0 18.5 17.5M3.5 10.3H14M3.5 13.7H13",
  flag: "M6 21V4M6 4.5h12l-3 4 3 4H6",
  door: "M12 5v14M5 12h14",
  together:
    "M4 18c0-4 2-6 4.5-6s4.5 2 4.5 6M12 13.2c.8-.8 1.9-1.2 3-1.2 2.5 0 4.5 2 4.5 6" +
    "M8.5 9.5a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2M15.5 9.8a2.3 2.3 0 1 0 0-4.6",
};
/** Lines on a grid of 24. */

/** A line drawing by its name. */
export function draw(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", `drawing ${name}`);
  picture.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", DRAWINGS[name]);
  picture.append(line);
  return picture;
}

/** Whether less motion is asked for. */
export function isCalm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
