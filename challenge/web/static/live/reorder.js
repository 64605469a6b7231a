/** Re-ordering: a list whose rows glide to their new places. */

const DURATION = 300;
const listed = new WeakMap();
const gliding = new WeakMap();

/**
 * Bring a container's children into the order of `rows`: `key(row)` names a row, `make(row)` builds its element once,
 * `update(element, row)` fills it each time. Rows that moved glide, except where less motion is asked for.
 */
export function reorder(container, rows, { key, make, update }) {
  const before = listed.get(container) ?? new Map();
  const first = listed.has(container) ? whereAre(before.values()) : new Map();
  const after = new Map();
  for (const row of rows) {
    const name = key(row);
    const element = before.get(name) ?? make(row);
    update(element, row);
    after.set(name, element);
  }
  place(container, [...after.values()]);
  listed.set(container, after);
  if (first.size > 0 && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    glide(first, after.values());
  }
}

/** Move only what stands in the wrong place, and take out whatever is no row. */
function place(container, elements) {
  const kept = new Set(elements);
  for (const child of [...container.children]) {
    if (!kept.has(child)) {
      child.remove();
    }
  }
  let next = container.firstElementChild;
  for (const element of elements) {
    if (element === next) {
      next = next.nextElementSibling;
    } else {
      container.insertBefore(element, next);
    }
  }
}

function whereAre(elements) {
  return new Map([...elements].map((element) => [element, element.getBoundingClientRect()]));
}

/** Let every element that was there before start from where it was seen and come to where it is. */
function glide(first, elements) {
  const shown = [...elements];
  shown.forEach((element) => gliding.get(element)?.cancel());
  const last = whereAre(shown);
  for (const [element, now] of last) {
    const was = first.get(element);
    const [x, y] = was ? [was.left - now.left, was.top - now.top] : [0, 0];
    if (Math.abs(x) >= 1 || Math.abs(y) >= 1) {
      const from = { transform: `translate(${x}px, ${y}px)` };
      const timing = { duration: DURATION, easing: "cubic-bezier(0.2, 0, 0, 1)" };
      gliding.set(element, element.animate([from, { transform: "none" }], timing));
    }
  }
}
