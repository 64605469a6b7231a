"""Labelled activities: a month of some two hundred people, of whom it is known who was honest, careless or cheating.

Written without regard to any threshold: how people move and slip comes from `simulated_tracks.py` and the files beside
it. Some of what is dishonest here cannot be told from honest movement, and is in the set all the same.
"""

from random import Random

from benchmarks.labelled_champions import CHAMPIONS
from benchmarks.labelled_cheats import CHEATS, colleagues_file
from benchmarks.labelled_oddities import ODDITIES, one_computer_for_two
from benchmarks.labelled_people import Diary, Labelled, ordinary
from benchmarks.labelled_slips import SLIPS

ORDINARY, BORROWERS = 36, 5


def labelled_activities(seed: int) -> list[Labelled]:
    """The set for a seed: some 3,800 activities of 209 people."""
    random = Random(seed)
    diaries = [ordinary(Diary(person, random)) for person in range(ORDINARY)]

    def diary(kind: str = "everyday") -> Diary:
        diaries.append(Diary(len(diaries), random, kind))
        return diaries[-1]

    for month in (*CHAMPIONS, *ODDITIES):
        month(diary(month.__name__))
    for number, write in (*SLIPS, *CHEATS):
        for _ in range(number):
            write(diary())
    for giver in range(BORROWERS):
        colleagues_file(diary(), giver)
    pair = diary("one_computer_for_two")
    one_computer_for_two(pair, diary("one_computer_for_two").person)
    return [entry for written in diaries for entry in written.entries]
