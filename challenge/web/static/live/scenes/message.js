/** A message from the stage, as large as it fits. */

import { make, write } from "./dom.js";
import { fit } from "./fitting.js";

const LEAST = 48;
const MOST = 220;

/** The scene of what the stage has to say. */
export function message() {
  const words = make("p", "message-words", make("span"));
  const size = () => {
    words.classList.remove("broken");
    if (!fit(words, LEAST, MOST)) {
      words.classList.add("broken"); // a word that is longer than any line
      fit(words, LEAST, MOST);
    }
  };
  const sized = new ResizeObserver(size);
  sized.observe(words);
  return {
    root: make("section", "scene message", words),
    show({ stage }) {
      write(words.firstElementChild, stage.message);
      size();
    },
    stop: () => sized.disconnect(),
  };
}
