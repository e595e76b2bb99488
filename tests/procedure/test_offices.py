"""Who may do what."""

from dataclasses import replace

import pytest

from meetings.procedure import offices
from meetings.procedure.order_paper import Office
from meetings.procedure.rulings import Incomplete, NotEntitled, NotKnown
from tests.procedure.hall import meeting_of, paper_of

MEETING = meeting_of("ada")


def test_who_asks_must_be_called():
    assert offices.called(MEETING, "ada").seat == 3
    with pytest.raises(NotEntitled, match="not-called"):
        offices.called(MEETING, "stranger")


def test_whom_it_is_about_must_be_called():
    assert offices.member(MEETING, "khach").seat is None
    with pytest.raises(NotKnown, match="no-such-member"):
        offices.member(MEETING, "stranger")


def test_whoever_is_called_may_speak_but_an_observer():
    ada = MEETING.people["ada"]
    assert [office for office in Office if not offices.may_speak(replace(ada, office=office))] == [Office.OBSERVER]


def test_the_table_is_the_chair_who_presides_and_the_secretary():
    assert [p for p in MEETING.people if offices.at_the_table(MEETING, p)] == ["dung", "thao"]
    assert not offices.is_secretary(MEETING, "stranger")
    with pytest.raises(NotEntitled, match="only-chair-or-secretary"):
        offices.only_table(MEETING, "hoa")


def test_a_deputy_chair_who_does_not_preside_has_not_the_chairs_powers():
    offices.only_chair(MEETING, "dung")
    with pytest.raises(NotEntitled, match="only-the-chair"):
        offices.only_chair(MEETING, "hoa")


def test_people_answer_for_themselves_and_the_table_for_everybody():
    assert offices.oneself_or_table(MEETING, "ada", "ada").person == "ada"
    assert offices.oneself_or_table(MEETING, "thao", "ada").person == "ada"
    with pytest.raises(NotEntitled, match="not-for-others"):
        offices.oneself_or_table(MEETING, "hoa", "ada")
    with pytest.raises(NotEntitled, match="not-called"):
        offices.oneself_or_table(MEETING, "stranger", "stranger")
    with pytest.raises(NotKnown, match="no-such-member"):
        offices.oneself_or_table(MEETING, "thao", "stranger")


def test_a_paper_names_one_chair():
    assert offices.chair_of(paper_of()) == "dung"
    with pytest.raises(Incomplete, match="chair-missing"):
        offices.chair_of(replace(paper_of(), participants=()))
