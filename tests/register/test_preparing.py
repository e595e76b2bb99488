"""What may still be prepared, and until when."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase
from meetings.register import preparing
from meetings.register.prepared import Answer, Invitee, PaperState, PreparedItem, Version
from meetings.register.preparing import Work, still

T0 = datetime(2026, 11, 20, tzinfo=UTC)
VERSION = Version("a" * 64, "d", 1, "a.pdf", "application/pdf", 9, PaperState.PAGED, 3, "", T0, "thuky")
CHAIR = Invitee("chutoa", Office.CHAIR, 1, Answer.NONE, "", None, None, where_said=False)


def phases(work: Work) -> list[str]:
    return [phase.value for phase in Phase if still(work, phase)]


@pytest.mark.parametrize(("work", "open_in"), [
    (Work.CHANGE, ["planned", "convened"]),
    (Work.ANSWER, ["convened"]),
    (Work.PAPERS, ["planned", "convened", "in_session", "suspended"]),
    (Work.TAKE_AWAY, ["planned"]),
    (Work.EQUIPMENT, ["planned", "convened", "in_session", "suspended"]),
])
def test_everything_has_its_time(work, open_in):
    assert phases(work) == open_in


def test_a_meeting_needs_business_people_and_a_chair_before_it_is_convened():
    item = PreparedItem("i", 1, "Dự toán", "", 10)

    assert preparing.lacks([], []) == ["items", "people", "chair"]
    assert preparing.lacks([item], [replace(CHAIR, office=Office.MEMBER)]) == ["chair"]
    assert preparing.lacks([item], [CHAIR]) == []


def test_a_refused_new_version_leaves_the_one_before_it_in_place():
    refused = replace(VERSION, number=2, state=PaperState.REFUSED)

    assert preparing.readable([VERSION, refused]) == VERSION
    assert preparing.readable([VERSION, replace(refused, state=PaperState.KEPT)]).number == 2
    assert preparing.readable([refused]) is None
