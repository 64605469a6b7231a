/** Choices: a row of buttons of which one is chosen, as tabs or as radios, with the keys that go with them. */

import { element } from "./elements.js";

const KINDS = {
  tabs: { group: "tablist", button: "tab", mark: "aria-selected" },
  order: { group: "radiogroup", button: "radio", mark: "aria-checked" },
};
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * A row of choices of a kind; `labels` is {name: label}, `choose(name)` is told of each choice.
 * Returns {row, show(offered, chosen)}: which names are offered, and which one is chosen.
 */
export function choices(kind, label, labels, choose) {
  const { group, button, mark } = KINDS[kind];
  const row = element("div", { class: kind, role: group, "aria-label": label });
  const buttons = new Map();
  for (const [name, words] of Object.entries(labels)) {
    const made = element("button", { type: "button", role: button, id: `${kind}-${name}`, text: words });
    made.addEventListener("click", () => choose(name));
    buttons.set(name, made);
    row.append(made);
  }
  row.addEventListener("keydown", (event) => {
    const offered = [...buttons].filter(([, made]) => !made.hidden);
    const at = offered.findIndex(([, made]) => made === event.target);
    const to = target(event.key, at, offered.length);
    if (at >= 0 && to !== null) {
      event.preventDefault();
      const [name, made] = offered[to];
      made.focus();
      choose(name);
    }
  });
  return {
    row,
    show(offered, chosen) {
      for (const [name, made] of buttons) {
        made.hidden = !offered.includes(name);
        made.setAttribute(mark, String(name === chosen));
        made.tabIndex = name === chosen ? 0 : -1;
      }
    },
  };
}

/** Where a key leads from a place among so many; null where it leads nowhere. */
function target(key, at, count) {
  if (key in STEPS) {
    return (at + STEPS[key] + count) % count;
  }
  return { Home: 0, End: count - 1 }[key] ?? null;
}
