"""Promises about columns of text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from challenge.imports.columns import moments, numbers
from challenge.imports.markup import moment, number

WRITTEN = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S+02:00")
ODD = (None, "", "now", "2026-02-30T07:00:00Z", "2026-05-04T24:00:00Z", "0000-01-01T00:00:00Z", "2026-05-04 07:00:00Z")


@given(some.lists(some.datetimes(), min_size=1, max_size=5), some.sampled_from(WRITTEN), some.sampled_from(ODD))
def test_times_read_at_once_are_those_read_one_by_one(times, written, odd):
    alike = [f"{time:{written}}".zfill(len(f"{times[0]:{written}}")) for time in times]
    for texts in (alike, [*alike, odd]):
        np.testing.assert_array_equal(moments(texts), [moment(text) for text in texts])


@pytest.mark.parametrize("odd", ["2026-05-04T07:0x:00Z", "2026-05-04T07:00:0\N{ARABIC-INDIC DIGIT TWO}Z", "", None])
def test_one_text_of_thousands_that_is_no_time_is_unknown_and_harms_none_of_the_others(odd):
    times = moments(["2026-05-04T07:00:00Z", odd] * 5_000)
    assert np.isnan(times[1::2]).all()
    assert (times[::2] == moment("2026-05-04T07:00:00Z")).all()


@given(some.lists(some.one_of(some.none(), some.floats().map(str), some.text(max_size=5)), max_size=6))
def test_numbers_read_at_once_are_those_read_one_by_one(texts):
    np.testing.assert_array_equal(numbers(texts), [number(text) for text in texts])
