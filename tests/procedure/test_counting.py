"""From votes to a finding."""

import pytest

from meetings.procedure import counting
from meetings.procedure.ballots import Ballot, BallotOpened, Vote
from meetings.procedure.counting import Finding, How
from meetings.procedure.rules import CountsAs, Of, Option, Threshold
from tests.procedure.hall import T0

OPTIONS = tuple(Option(code, meaning, {}) for code, meaning in [
    ("yes", CountsAs.YES), ("yes-but", CountsAs.YES), ("no", CountsAs.NO), ("none", CountsAs.ABSTAIN)
])


def opened(of: Of) -> BallotOpened:
    return BallotOpened("b1", 1, None, "?", OPTIONS, "ordinary", Threshold(1, 2, of, strict=True), ("a", "b", "c", "d"))


def test_each_option_is_counted_in_its_order_also_with_no_vote():
    choices = {"a": "no", "b": "yes", "c": "no"}
    votes = {m: Vote(m, choice, How.DEVICE, T0, m) for m, choice in choices.items()}

    assert list(counting.count(Ballot(opened(Of.CAST), T0, votes=votes)).items()) == [
        ("yes", 1), ("yes-but", 0), ("no", 2), ("none", 0)
    ]


@pytest.mark.parametrize(("of", "total"), [(Of.SEATS, 9), (Of.IN_OFFICE, 4), (Of.PRESENT, 3), (Of.CAST, 6)])
def test_the_total_is_what_the_rule_set_says(of, total):
    counts = {"yes": 1, "yes-but": 2, "no": 3, "none": 4}

    assert counting.total(opened(of), counts, seats=9, present=3) == total


def test_options_that_count_as_yes_are_added_up():
    counts = {"yes": 1, "yes-but": 2, "no": 3, "none": 4}

    assert counting.meaning(opened(Of.CAST), counts, CountsAs.YES) == 3
    assert counting.finding(opened(Of.CAST), counts, 3) is Finding.CARRIED
    assert counting.finding(opened(Of.CAST), counts, 4) is Finding.NOT_CARRIED
