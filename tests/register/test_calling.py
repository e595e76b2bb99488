"""Whom a meeting calls, and in which office."""

from datetime import UTC, datetime

import pytest

from meetings.procedure.order_paper import Office
from meetings.register import calling
from meetings.register.people import Body, Person, Post, Role
from meetings.register.prepared import Answer, Invitee

COUNCIL = Body("council", "HĐND huyện Vân Hồ", "SL-VH", "council-2015", 35)


def person(id: str, title: str = "Đại biểu", unit: str = "SL-VH-05", active: bool = True) -> Person:
    return Person(id, id, id.title(), title, unit, "", "vi", active)


def post(id: str, role: Role, seat: int | None = None, body: str | None = "council") -> Post:
    return Post(id, role, "SL-VH", body, seat, None, None)


PEOPLE = [
    person("guest", "Trưởng phòng"), person("dung", "Chủ tịch HĐND"), person("nhung"),
    person("binh", "Phó Chủ tịch HĐND huyện"), person("quan", "Thư ký kỳ họp"),
    person("tien", "Cán bộ kỹ thuật", "SL-VH"), person("pao", "Cán bộ kỹ thuật tỉnh", "SL"),
    person("gone", active=False),
    person("afar", unit="SL-MC"), person("stranger", unit="SL-MC"),
]
POSTS = [
    post("dung", Role.CHAIR, 1), post("binh", Role.MEMBER, 2), post("nhung", Role.MEMBER, 11),
    post("quan", Role.SECRETARY), post("tien", Role.TECHNICIAN, body=None), post("pao", Role.TECHNICIAN, body=None),
    post("guest", Role.GUEST, body="other"), post("afar", Role.MEMBER, 12),
]
HELD = {one.person: [one] for one in POSTS}
PARENTS = {"SL": None, "SL-VH": "SL", "SL-VH-05": "SL-VH", "SL-MC": "SL"}


def everybody() -> list[calling.Candidate]:
    return calling.candidates(COUNCIL, PEOPLE, HELD, PARENTS)


def test_members_secretaries_and_the_units_technician_are_called_unless_said_otherwise():
    assert [(c.person.id, c.office, c.seat) for c in everybody() if c.usual] == [
        ("dung", Office.CHAIR, 1), ("binh", Office.DEPUTY_CHAIR, 2), ("quan", Office.SECRETARY, None),
        ("nhung", Office.MEMBER, 11), ("afar", Office.MEMBER, 12), ("tien", Office.TECHNICIAN, None),
    ]
    assert [c.person.id for c in everybody() if not c.usual] == ["pao", "guest"]


def test_who_sits_in_the_body_may_be_called_from_afar_and_nobody_else():
    assert {"afar", "pao"} <= {c.person.id for c in everybody()}
    assert "stranger" not in {c.person.id for c in everybody()}


def test_another_chair_may_be_chosen_and_the_usual_one_then_sits_as_a_member():
    chosen = calling.invitees(everybody(), called={"dung", "quan"}, chair="binh", deputies={"nhung"})

    assert {i.person: i.office for i in chosen} == {
        "dung": Office.MEMBER, "binh": Office.CHAIR, "nhung": Office.DEPUTY_CHAIR, "quan": Office.SECRETARY,
    }


@pytest.mark.parametrize(("chair", "deputies", "code"), [
    ("dung", {"binh"}, ""), ("binh", set(), ""),
    ("", set(), "no-chair"), ("guest", set(), "no-chair"), ("nobody", {"binh"}, "no-chair"),
    ("dung", {"binh", "dung"}, "deputy-is-chair"),
    ("dung", {"binh", "quan"}, "deputy-without-seat"), ("dung", {"nobody"}, "deputy-without-seat"),
])
def test_the_chair_has_a_seat_and_the_deputies_have_others(chair, deputies, code):
    assert calling.amiss(everybody(), chair, deputies) == code


def test_without_the_members_those_who_serve_them_are_still_called():
    assert calling.usual(everybody(), members=True) == {"dung", "binh", "nhung", "afar", "quan", "tien"}
    assert calling.usual(everybody(), members=False) == {"quan", "tien"}


def test_an_answer_already_given_is_kept_when_the_list_changes():
    at = datetime(2026, 11, 22, tzinfo=UTC)
    answered = Invitee("nhung", Office.MEMBER, 11, Answer.CANNOT, "Đi công tác", at, None, False)

    chosen = calling.invitees(everybody(), {"nhung", "quan"}, "dung", set(), before=[answered])

    assert next(i for i in chosen if i.person == "nhung") == answered


def test_nobody_unknown_can_be_called():
    assert calling.invitees(everybody(), {"stranger"}, "stranger", {"stranger"}) == []
