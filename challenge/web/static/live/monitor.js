/** The organiser's monitors: what every hall screen shows now, and what the next step would show. */

import { mountStage } from "./stage_view.js";
import { follow, serverNow } from "./stream.js";

/**
 * Open a monitor in a box, which becomes a shadow root. `facts` are {edition, words, join, next, drawn}; `moved` hears
 * once of each stage that the page was not drawn for. Returns {update(facts, moved), stop()}.
 */
export function openMonitor(box, facts, moved) {
  const root = box.shadowRoot ?? box.attachShadow({ mode: "open" });
  const view = mountStage(root, { ...facts, join: wayIn(facts.join), now: serverNow });
  let page = facts;
  let hear = moved;
  let told = "";
  let last = null;
  const show = () => last && view.show(afterStep(last, page.next));
  const end = follow(facts.edition, {
    snapshot(snapshot) {
      last = snapshot;
      show();
      const seen = signature(snapshot);
      if (page.drawn && seen !== told && seen !== JSON.stringify(page.drawn)) {
        told = seen;
        hear(seen);
      }
    },
    state: view.tell,
  });
  return {
    update(newer, hearer) {
      page = newer;
      hear = hearer;
      show();
    },
    stop() {
      end();
      view.stop();
    },
  };
}

/** The snapshot as it would be after the next step. */
function afterStep(snapshot, next) {
  return next ? { ...snapshot, stage: { ...snapshot.stage, ...next } } : snapshot;
}

/** What of a snapshot the page is drawn for: somebody else may steer, or a freeze begin by itself. */
function signature({ stage, frozen_at: frozenAt }) {
  return JSON.stringify([stage.scene, stage.board, stage.since, stage.countdown_to, stage.locale, frozenAt !== null]);
}

function wayIn({ code, address }) {
  const template = document.createElement("template");
  template.innerHTML = code; // drawn by the server from its own address
  return { code: template.content.firstElementChild, address };
}
