"""The rule sets at hand."""

import pytest

from meetings.record.rulebook import Rulebook, shipped


def test_the_shipped_sets_are_all_there_in_the_order_of_the_file():
    ids = [one.id for one in shipped().all()]
    assert ids[:2] == ["hdnd-2015", "hdnd-2025"]
    assert {"ubnd", "briefing", "hearing", "simple-majority"} <= set(ids)


def test_a_set_is_found_by_its_id_and_one_that_is_missing_is_named():
    assert shipped().get("ubnd").id == "ubnd"
    with pytest.raises(LookupError, match="no rule set 'law-of-the-jungle'; known: hdnd-2015"):
        shipped().get("law-of-the-jungle")


def test_an_empty_book_knows_nothing():
    assert Rulebook({}).all() == []
