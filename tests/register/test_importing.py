"""Who is who, read from two sheets."""

import json
import random
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.register import importing
from meetings.register.importing import PEOPLE_COLUMNS, RULES_BY_NAME, UNIT_COLUMNS, Plan, check
from meetings.register.people import Role

SHEETS = files("web") / "province"
UNITS, PEOPLE = ((SHEETS / name).read_text("utf-8") for name in ("units.csv", "people.csv"))
UNIT = {"level": "commune", "name": "Xã", "name_en": "Commune", "valid_from": "2016-07-01"}
PERSON = {"name": "Trần Thanh Hoa", "unit": "A", "role": "guest", "locale": "vi"}


def units(*rows):
    lines = [UNIT_COLUMNS, *([{**UNIT, **row}.get(column, "") for column in UNIT_COLUMNS] for row in rows)]
    return "\n".join(",".join(line) for line in lines)


def people(*rows):
    lines = [PEOPLE_COLUMNS, *([{**PERSON, **row}.get(column, "") for column in PEOPLE_COLUMNS] for row in rows)]
    return "\n".join(",".join(line) for line in lines)


def faults(unit_rows=({"code": "A"},), people_rows=()):
    found = check(units(*unit_rows), people(*people_rows))
    return [] if isinstance(found, Plan) else [(one.file, one.line, one.column, one.code) for one in found]


def test_the_files_that_ship_make_a_plan():
    plan = check(UNITS, PEOPLE)

    assert isinstance(plan, Plan)
    assert (len(plan.units), len(plan.venues), len(plan.people), len(plan.posts)) == (39, 27, 64, 64)
    assert sum(post.seat is not None for post in plan.posts) == 35


def test_a_body_belongs_to_its_chairs_unit_and_else_to_the_unit_above_all_in_it():
    bodies = {body.name: body for body in check(UNITS, PEOPLE).bodies}
    assert (bodies["HĐND huyện Vân Hồ"].unit, bodies["HĐND huyện Vân Hồ"].seats) == ("SL-VH", 35)
    assert bodies["UBND huyện Vân Hồ"].unit == "SL-VH"
    assert bodies["UBND xã Tô Múa"].unit == "SL-VH-12"
    assert bodies["UBND tỉnh Sơn La"].unit == "SL"


def test_rule_sets_named_for_bodies_are_those_that_ship():
    shipped = {one["id"] for one in json.loads(files("meetings.register").joinpath("rulesets.json").read_text("utf-8"))}
    assert {rules for _, rules in RULES_BY_NAME} | {importing.OTHER_RULES} <= shipped


def test_parents_come_before_children_whatever_the_order_of_lines():
    head, *lines = UNITS.strip().split("\n")
    random.Random(5).shuffle(lines)
    seen = set()
    for unit in check("\n".join([head, *lines]), PEOPLE).units:
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)


@pytest.mark.parametrize(("rows", "found"), [
    ([{"code": "A", "parent": "Z"}], [(2, "parent", "unit-unknown")]),
    ([{"code": "A", "parent": "A"}], [(2, "parent", "unit-cycle")]),
    ([{"code": "A", "parent": "B"}, {"code": "B", "parent": "C"}, {"code": "C", "parent": "A"}],
     [(2, "parent", "unit-cycle")]),
    ([{"code": "A"}, {"code": "A"}], [(3, "code", "twice")]),
    ([{"code": ""}], [(2, "code", "needed")]),
    ([{"code": "Xã 1"}], [(2, "code", "code")]),
    ([{"code": "A" * 65}], [(2, "code", "code")]),
    ([{"code": "A", "level": ""}], [(2, "level", "needed")]),
    ([{"code": "A", "name": ""}], [(2, "name", "needed")]),
    ([{"code": "A", "name": "x" * 301}], [(2, "name", "too-long")]),
    ([{"code": "A", "valid_from": "7/1/2016"}], [(2, "valid_from", "day")]),
    ([{"code": "A", "valid_from": "2016-02-30"}], [(2, "valid_from", "day")]),
    ([{"code": "A", "valid_from": "20160701"}], [(2, "valid_from", "day")]),
    ([{"code": "A", "valid_to": "2016-06-30"}], [(2, "valid_to", "day-order")]),
    ([{"code": "A", "venue": "Hội trường"}], [(2, "down_kbit", "needed"), (2, "up_kbit", "needed")]),
    ([{"code": "A", "down_kbit": "512"}], [(2, "venue", "venue-needed")]),
    ([{"code": "A", "venue": "H", "down_kbit": "512.5", "up_kbit": "-1"}],
     [(2, "down_kbit", "number"), (2, "up_kbit", "number")]),
    ([{"code": "A", "venue": "H", "down_kbit": "99999999999999999999", "up_kbit": "٣"}],
     [(2, "down_kbit", "number"), (2, "up_kbit", "number")]),
])
def test_what_is_wrong_with_a_unit_is_named(rows, found):
    assert faults(rows) == [("units.csv", *one) for one in found]


@pytest.mark.parametrize(("rows", "found"), [
    ([{"login": "Hoa"}], [(2, "login", "login")]),
    ([{"login": "đạt"}], [(2, "login", "login")]),
    ([{"login": "h"}], [(2, "login", "login")]),
    ([{"login": "x" * 65}], [(2, "login", "login")]),
    ([{"login": ""}], [(2, "login", "needed")]),
    ([{"login": "hoa", "name": ""}], [(2, "name", "needed")]),
    ([{"login": "hoa", "unit": "Z"}], [(2, "unit", "unit-unknown")]),
    ([{"login": "hoa", "unit": ""}], [(2, "unit", "needed")]),
    ([{"login": "hoa", "role": "boss"}], [(2, "role", "one-of")]),
    ([{"login": "hoa", "role": ""}], [(2, "role", "needed")]),
    ([{"login": "hoa", "role": "member", "body": "", "seat": "1"}],
     [(2, "body", "body-needed"), (2, "seat", "seat-without-body")]),
    ([{"login": "hoa", "role": "member", "body": "HĐND"}], [(2, "seat", "seat-needed")]),
    ([{"login": "hoa", "role": "member", "body": "HĐND", "seat": "0"}], [(2, "seat", "number")]),
    ([{"login": "hoa", "role": "admin", "body": "HĐND"}], [(2, "body", "body-not-here")]),
    ([{"login": "hoa", "locale": "fr"}], [(2, "locale", "one-of")]),
    ([{"login": "hoa", "email": "hoa at vanho"}], [(2, "email", "email")]),
    ([{"login": "hoa", "mandate_from": "2021-06-01", "mandate_to": "2020-01-01"}], [(2, "mandate_to", "day-order")]),
    ([{"login": "hoa"}, {"login": "hoa"}], [(3, "login", "twice")]),
    ([{"login": "hoa"}, {"login": "hoa", "name": "Bàn Đức Hải"}],
     [(3, "login", "person-differs"), (3, "login", "twice")]),
])
def test_what_is_wrong_with_a_person_is_named(rows, found):
    assert faults(people_rows=rows) == [("people.csv", *one) for one in found]


def member(login, seat, **more):
    return {"login": login, "role": "member", "body": "HĐND", "seat": seat, **more}


def test_a_seat_is_held_by_one_at_a_time():
    assert faults(people_rows=[member("hoa", "3"), member("hai", "3")]) == [("people.csv", 3, "seat", "seat-taken")]
    assert faults(people_rows=[member("hoa", "3"), {**member("hai", "3"), "body": "HĐND khác"}]) == []


def test_a_seat_passes_on_when_a_mandate_ends():
    assert faults(people_rows=[
        member("hoa", "3", mandate_from="2021-06-01", mandate_to="2023-12-31"),
        member("hai", "3", mandate_from="2024-01-01"),
    ]) == []
    assert faults(people_rows=[
        member("hoa", "3", mandate_from="2021-06-01", mandate_to="2024-01-01"),
        member("hai", "3", mandate_from="2024-01-01"),
    ]) == [("people.csv", 3, "seat", "seat-taken")]


def test_a_body_has_one_chair():
    chair = {"role": "chair", "body": "HĐND"}
    assert faults(people_rows=[{"login": "hoa", **chair}, {"login": "hai", **chair}]) == [
        ("people.csv", 3, "role", "chair-twice")
    ]


def test_somebody_may_hold_posts_in_two_bodies():
    plan = check(units({"code": "A"}), people(member("hoa", "3"), {"login": "hoa", "role": "guest", "body": "UBND"}))
    assert len(plan.people) == 1
    assert [(post.role, post.body) for post in plan.posts] == [(Role.MEMBER, "HĐND"), (Role.GUEST, "UBND")]


def test_people_may_belong_to_units_that_are_there_already():
    found = check(units(), people({"login": "hoa", "unit": "SL-VH-01"}), known={"SL": None, "SL-VH-01": "SL"})
    assert isinstance(found, Plan)
    assert isinstance(check(units(), people({"login": "hoa", "unit": "SL-VH-01"})), list)


def test_a_circle_through_units_that_are_there_is_found():
    found = check(units({"code": "A", "parent": "B"}), people(), known={"A": None, "B": "A"})
    assert [(fault.column, fault.code, fault.about) for fault in found] == [("parent", "unit-cycle", "A → B → A")]


def test_faults_of_both_files_come_together_in_the_order_of_lines():
    found = faults(
        [{"code": "A", "parent": "Z"}, {"code": "B", "valid_from": "x"}], [{"login": "hoa"}, {"login": "H"}]
    )
    assert found == [
        ("units.csv", 2, "parent", "unit-unknown"), ("units.csv", 3, "valid_from", "day"),
        ("people.csv", 3, "login", "login"),
    ]


def test_a_units_file_that_cannot_be_read_raises_no_false_alarms_about_people():
    found = check("nonsense", people({"login": "hoa"}))
    assert {fault.file for fault in found} == {"units.csv"}


def test_two_files_the_wrong_way_round_are_told_in_one_sentence():
    assert [(fault.file, fault.code) for fault in check(PEOPLE, UNITS)] == [("", "wrong-way-round")]


def test_one_list_given_twice_is_told_where_it_does_not_belong():
    assert [(fault.file, fault.code, fault.about) for fault in check(UNITS, UNITS)] == [
        ("people.csv", "other-list", "units.csv")
    ]
    assert [(fault.file, fault.code) for fault in check(PEOPLE, PEOPLE)] == [("units.csv", "other-list")]


@pytest.mark.parametrize("separator", [";", ","])
def test_the_samples_are_sheets_that_can_be_brought_in(separator):
    plan = check(*(importing.sample(name, separator) for name in (importing.UNITS, importing.PEOPLE)))

    assert isinstance(plan, Plan)
    assert {person.unit for person in plan.people} <= {unit.code for unit in plan.units}
    assert {body.rules for body in plan.bodies} == {"hdnd-2015", "ubnd"}


def test_names_are_one_however_their_accents_were_typed():
    plan = check(units({"code": "A", "name": "Xa\u0303 To\u0302 Mu\u0301a"}), people({"login": "hoa"}))
    assert plan.units[0].name == "Xã Tô Múa"


def test_so_many_faults_are_enough():
    assert len(faults(people_rows=[{"login": "H"}] * 1_000)) == importing.MOST_FAULTS


@given(st.integers(0, 38), st.integers(0, 9), st.text(max_size=20))
def test_whatever_stands_in_one_cell_is_a_plan_or_a_named_fault(line, column, text):
    head, *lines = UNITS.strip().split("\n")
    cells = lines[line].split(",")
    if column < len(cells):
        cells[column] = '"' + text.replace('"', '""') + '"'
    lines[line] = ",".join(cells)

    found = check("\n".join([head, *lines]), PEOPLE)
    assert isinstance(found, Plan) or (found and all(fault.said for fault in found))


def test_ten_thousand_units_in_one_long_line_are_checked_at_once():
    rows = [{"code": f"U{number}", "parent": f"U{number + 1}"} for number in range(10_000)]
    found = check(units(*rows, {"code": "U10000"}), people())
    assert isinstance(found, Plan)
    assert found.units[0].code == "U10000"
