/** Discs: what a company runs as, its logo or its initials in its colour. */

import { make } from "./dom.js";

const INK = "#0d2137";
const PAPER = "#fbf6ec";
const PLAIN = "#54677d";
const MOST_LIGHT = 0.3;
/** Relative luminance up to which white letters are readable. */

/** An empty disc, to be filled. */
export function makeDisc() {
  return make("span", "disc");
}

/** Draw a company on its disc; of an unknown company it stays plain. */
export function fillDisc(disc, company) {
  const { logo = null, initials = "", colour = PLAIN } = company ?? {};
  const face = `${logo} ${initials} ${colour}`;
  if (disc.dataset.face === face) {
    return;
  }
  disc.dataset.face = face;
  disc.classList.toggle("with-logo", Boolean(logo));
  disc.style.setProperty("--own", logo ? "#ffffff" : colour);
  disc.style.setProperty("--on-own", luminance(colour) > MOST_LIGHT ? INK : PAPER);
  disc.replaceChildren(logo ? picture(logo, initials) : initials);
}

/** A logo; where it cannot be had, words stand in its place. */
export function picture(address, instead) {
  const image = make("img");
  image.alt = "";
  image.decoding = "async";
  image.addEventListener("error", () => image.replaceWith(instead));
  image.src = address;
  return image;
}

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
