/** The stage: draws what a snapshot says is on stage into a box of any size; asks no network, keeps nothing. */

import { celebrateOn } from "./celebration.js";
import { makeFrame } from "./frame.js";
import { turnAt } from "./rotation.js";
import { make } from "./scenes/dom.js";
import { SCENES } from "./scenes/every.js";
import { makeTools } from "./tools.js";

const SECOND = 1_000;
const LEAVING = 400;
const HEARD = { connected: true, heardAt: null };

/**
 * Mount a stage in an element or a shadow root. `words` holds the `screen.` sentences of each language, `join` the code
 * and address of the way in as {code, address}, `now` the server's time in milliseconds.
 * Returns {show(snapshot), tell({connected, heardAt}), celebrate(title, second), stop()}.
 */
export function mountStage(root, { words, join = null, now = Date.now }) {
  const picture = make("div", "picture");
  const stage = make("div", "stage", picture);
  let snapshot = null;
  let state = HEARD;
  let locale = "";
  let tools = null;
  let frame = null;
  let playing = null;
  let timer = 0;

  const speak = () => {
    locale = snapshot.stage.locale;
    tools = makeTools(words, locale, join);
    frame = makeFrame(tools);
    playing?.scene.stop?.();
    playing = null;
    picture.lang = locale;
    picture.replaceChildren(frame.top, make("main"), frame.bottom);
  };
  const play = (moment, changed = false) => {
    const turn = turnAt(snapshot, moment);
    const name = `${turn.scene} ${turn.board} ${turn.page ?? 0}`;
    const enters = playing?.name !== name;
    if (enters) {
      leave(playing);
      playing = { name, scene: (SCENES[turn.scene] ?? SCENES.counter)(tools) }; // a later release has scenes of its own
      picture.dataset.scene = turn.scene;
      picture.querySelector("main").append(playing.scene.root);
    }
    if (enters || changed) {
      playing.scene.show(snapshot, turn, moment);
    }
  };
  const tick = () => {
    const moment = now();
    timer = setTimeout(tick, SECOND - (moment % SECOND));
    play(moment);
    playing.scene.tick?.(moment);
    frame.tick(snapshot, state, moment);
  };
  const show = (next) => {
    snapshot = next;
    if (snapshot.stage.locale !== locale) {
      speak();
    }
    clearTimeout(timer);
    play(now(), true);
    frame.show(snapshot);
    tick();
  };
  if (root instanceof ShadowRoot) {
    root.append(stylesheet(() => snapshot && show(snapshot)));
  }
  root.append(stage);
  return {
    show,
    tell(heard) {
      state = heard;
      if (snapshot) {
        frame.tick(snapshot, state, now());
      }
    },
    celebrate(title, second) {
      celebrateOn(stage, title, second);
    },
    stop() {
      clearTimeout(timer);
      playing?.scene.stop?.();
      stage.remove();
    },
  };
}

/** Let a scene fade while the next one comes. */
function leave(playing) {
  if (playing) {
    playing.scene.stop?.();
    playing.scene.root.classList.add("leaving");
    setTimeout(() => playing.scene.root.remove(), LEAVING);
  }
}

/** In a shadow root the page's own styles do not hold; what was measured before they came is measured again. */
function stylesheet(come) {
  const link = make("link");
  link.rel = "stylesheet";
  link.addEventListener("load", come);
  link.href = new URL("screen.css", import.meta.url).href;
  return link;
}
