/** Rankings: rows of a snapshot in the order of a figure, by the rule of `domain/standings.py`. */

import { inEuros } from "./words.js";

/** What a board can be ordered by, and the figure that is compared: as it is shown. */
export const FIGURES = {
  regularity: (row) => row.regularity,
  points: (row) => row.points,
  mean: (row) => row.mean,
  euros: (row) => inEuros(row.micro_euros),
};

/** Whether a row's figures are withheld: too few people. */
export function isWithheld(row) {
  return row.points === null;
}

/** Rows the best first, each with its `rank` by that figure; ties share one, withheld rows come last without. */
export function rankBy(rows, ranking) {
  const figure = FIGURES[ranking];
  const valued = rows.map((row) => ({ row, value: isWithheld(row) ? null : figure(row), name: folded(row.name) }));
  valued.sort((one, other) => compareValues(one.value, other.value) || compareNames(one.name, other.name));
  let rank = null;
  return valued.map(({ row, value }, position) => {
    if (value === null) {
      rank = null;
    } else if (position === 0 || value !== valued[position - 1].value) {
      rank = position + 1;
    }
    return { ...row, rank };
  });
}

function compareValues(one, other) {
  if (one === null || other === null) {
    return Number(one === null) - Number(other === null);
  }
  return other - one;
}

function compareNames(one, other) {
  return Number(one > other) - Number(one < other);
}

function folded(name) {
  return name.toUpperCase().toLowerCase();
}
