"""Limits of likeness: every figure that decides whether two activities are one outing, and why it is what it is.

| limit | why there |
|---|---|
| 90 s of clock skew | watches set themselves by satellite, bike computers and cameras by hand; beyond a minute and a half people notice |
| a quarter of the shorter | else laps of two minutes, recorded one after the other by two devices, would slide into each other |
| half of the shorter | one body is in one place: who moves through half of a recording elsewhere moved in that outing |
| a fifth, one device | a device records one thing at a time; a few seconds shared are only its rounding |
| four fifths, far sports | a watch in the wrong mode still has the same beginning and end; a walk home that begins in the yoga hour has not |
| 85 % of the length | two devices that both have the whole differ by buttons and pauses, seldom by a seventh |
| 90 % of the metres | a pause takes no metres, a missing piece does: so pauses and pieces are told apart |
| 36 hours | the longest outings last a day and a night, the farthest clocks are 14 hours apart |
| whole hours, 1 to 14 | a local time read as UTC is wrong by the zone's offset, and no zone is farther than 14 hours |
| 2 s beside the hour | one recording read twice keeps its second; of unrelated starts 1 in 700 lies so near a whole hour |
| 2 % of metres, 4 % of time | services count metres of one recording alike within 1 % and its pauses within 3 % |
| 1 % of time, two files | two files of one watch have the same first and last point; two legs of a relay have not |
| 4 % at home, 2 % abroad | two devices differ by 3 %; in Paris a clock is wrong by one or two hours, and by others only after a journey |
| 5 to 11, 13 to 22 h, 75 min | the two ways of a commute are as long and often whole hours apart; none takes longer in motion |
| half an hour | two short runs of one morning, a canteen and back: short ways are repeated after an hour or two |
| 15 % or 5 minutes | people type round figures: 38 minutes become 40, 52 become 60 |
| 25 % or 10 minutes | where the kilometres agree the minutes need not |
| 10 % or 300 m | people round 5.3 km to 5 |
| an hour | half past six remembered as six, or as seven |
"""  # noqa: E501  a table

from typing import Final

REACH_SECONDS: Final = 36 * 3600
"""Activities that start farther apart are never compared, whatever they are."""
LONG_SECONDS: Final = 15 * 3600
"""Only one that lasts as long is compared with what starts as far from it: zones are 14 hours apart at most."""

SKEW_SECONDS: Final = 90
"""By so much the clocks of two devices may differ."""
SKEW_PERCENT: Final = 25
"""But by no more of the shorter recording."""

SHARED_PERCENT: Final = 50
"""Of the shorter one that lies in the other, of sports that are mistaken for each other."""
SHARED_PERCENT_ONE_DEVICE: Final = 20
"""Of the shorter one, when one device made both, whatever the sports."""
SHARED_PERCENT_FAR_SPORTS: Final = 80
"""Of the longer one, when the sports have nothing in common."""

PIECE_PERCENT: Final = 85
"""A piece lasts at most so much of its whole."""
PIECE_METRES_PERCENT: Final = 90
"""And has at most so much of its metres."""
PIECE_INSIDE_PERCENT: Final = 90
"""And lies with at least so much of itself in it."""
PIECE_LATE_SECONDS: Final = 300
"""Without metres and ends, only what begins so much after the other is a piece and no pause."""
LEGS_PERCENT: Final = 80
"""Legs that fill so much of a total are what it adds up."""

WHOLE_HOURS: Final = frozenset(hour * 3600 for hour in range(1, 15))
"""By which a local time read as UTC is wrong."""
UNEVEN_HOURS: Final = frozenset(
    round(hours * 3600) for hours in (2.5, 3.5, 4.5, 5.5, 5.75, 6.5, 8.75, 9.5, 10.5, 12.75, 13.75)
)
"""The same in Newfoundland, Iran, India, Nepal, Australia and other places; seldom, so the second has to fit."""
QUARTER_HOUR: Final = 900
"""Of which every offset of a zone is a multiple."""
SAME_SECOND: Final = 2
"""Seconds by which one recording differs from itself, read twice."""

ZONE_METRES_PERCENT: Final = 2
"""By which metres of one recording differ from service to service."""
ZONE_LENGTH_PERCENT: Final = 4
"""By which its time differs, for a service takes off other pauses."""
ZONE_LENGTH_PERCENT_FILES: Final = 1
"""By which its time differs from file to file: nobody has computed it anew."""
HOME_ZONE_PERCENT: Final = 4
"""By which metres and time of two devices differ, when they are apart by the edition's own zone."""
FAR_ZONE_PERCENT: Final = 2
"""The same for any other zone."""
ZONE_LEAST_SECONDS: Final = 1800
"""Shorter ones are repeated within the hour too often to be told apart when not even the second fits."""
EXACT_METRES: Final = 10
"""Kilometres with two decimals."""
MORNING: Final = range(5, 11)
"""Hours in which people go to work."""
EVENING: Final = range(13, 22)
"""Hours in which they come back, those of half a day included."""
WAY_SECONDS: Final = 75 * 60
"""Hardly anybody takes longer to work on foot or by bicycle."""

TYPED_PERCENT: Final = 15
"""By which a typed time may differ from the recorded one when no kilometres speak for it."""
TYPED_SECONDS: Final = 300
"""Or by so much."""
TYPED_PERCENT_WITH_METRES: Final = 25
"""By which it may differ where the kilometres agree."""
TYPED_SECONDS_WITH_METRES: Final = 600
"""Or by so much."""
TYPED_METRES_PERCENT: Final = 10
"""By which typed metres may differ from the recorded ones."""
TYPED_METRES: Final = 300
"""Or by so much."""
TYPED_HOUR_SECONDS: Final = 3600
"""By which a typed hour may be wrong."""
