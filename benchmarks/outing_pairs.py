"""Outing pairs: how often the rule is right on labelled pairs; run alone it says what it misses and takes for one."""

import sys
from collections import defaultdict
from collections.abc import Iterable

from benchmarks.figures import Line, written
from benchmarks.labelled_outings import SEED, Pair, labelled_pairs
from challenge.domain.outings import likeness

OTHER_SEEDS = range(100, 140)
"""Worlds that nobody looked at while the rule was written."""


def outing_pairs() -> Line:
    """Percent of the labelled pairs on which the rule and the label agree."""
    pairs = labelled_pairs()
    return "outing_pairs", 100 * sum(_right(pair) for pair in pairs) / len(pairs), "%", 99


def _right(pair: Pair) -> bool:
    return (likeness(pair.first, pair.second) is not None) == pair.same


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def _report(pairs: list[Pair]) -> str:
    """Right decisions, precision and recall of a set of pairs."""
    found = [pair for pair in pairs if likeness(pair.first, pair.second)]
    hits = sum(pair.same for pair in found)
    right, precision = _share(sum(map(_right, pairs)), len(pairs)), _share(hits, len(found))
    recall = _share(hits, sum(pair.same for pair in pairs))
    return f"{len(pairs):6} pairs  right {right:6.2f} %  precision {precision:6.2f} %  recall {recall:6.2f} %"


def _by_case(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    cases: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        cases[pair.case].append(pair)
    return cases


def main() -> None:
    """Print the figure, then right decisions per case, here and in worlds that nobody looked at."""
    print(written(outing_pairs()))
    here = labelled_pairs()
    elsewhere = [pair for seed in OTHER_SEEDS for pair in labelled_pairs(seed)]
    print(f"seed {SEED}: {_report(here)}\nothers: {_report(elsewhere)}\n")
    unseen = _by_case(elsewhere)
    for case, pairs in _by_case(here).items():
        kind = "one" if pairs[0].same else "two"
        right, there = sum(map(_right, pairs)), _share(sum(map(_right, unseen[case])), len(unseen[case]))
        print(f"{kind}  {case:<32}{right:3}/{len(pairs)}  others {there:6.2f} %  {pairs[0].reason}")
    for pair in filter(lambda pair: not _right(pair), here):
        print(f"wrong: {pair.case}: {pair.first.measure} / {pair.second.measure}", file=sys.stderr)


if __name__ == "__main__":
    main()
