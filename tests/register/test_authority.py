"""Who may do what where."""

from datetime import date
from itertools import product

import pytest

from meetings.register.authority import POWERS, Action, Places, anywhere, may, may_about, may_renew
from meetings.register.people import Body, Post, Role

# SL ▸ SL-VH ▸ SL-VH-01, SL-VH-02
ABOVE = {"SL": [], "SL-VH": ["SL"], "SL-VH-01": ["SL-VH", "SL"], "SL-VH-02": ["SL-VH", "SL"]}
COUNCIL = Body("council", "HĐND huyện Vân Hồ", "SL-VH", "hdnd-2015", 35)


def post(role, unit="", body=None, person="p", since=None, until=None):
    return Post(person, role, unit, body, None, since, until)


def there(posts, action, unit, body=None):
    return may(posts, action, unit=unit, body=body, ancestors=ABOVE[unit])


@pytest.mark.parametrize("action", Action)
def test_an_administrator_of_one_commune_has_no_say_in_another(action):
    posts = [post(Role.ADMIN, "SL-VH-01")]
    for unit in ("SL-VH-02", "SL-VH", "SL"):
        assert not there(posts, action, unit)
        assert not there(posts, action, unit, body="council")


def test_an_administrator_of_a_district_reaches_its_communes_and_not_the_province():
    posts = [post(Role.ADMIN, "SL-VH")]
    assert [unit for unit in ABOVE if there(posts, Action.CHANGE_PEOPLE, unit)] == ["SL-VH", "SL-VH-01", "SL-VH-02"]
    assert not may(posts, Action.CHANGE_PEOPLE)      # nor the house as a whole


def test_an_administrator_of_the_house_reaches_everything():
    posts = [post(Role.ADMIN)]
    assert all(there(posts, Action.IMPORT_SHEETS, unit) for unit in ABOVE)
    assert may(posts, Action.IMPORT_SHEETS)


def test_an_administrator_prepares_no_meetings():
    assert not there([post(Role.ADMIN)], Action.PREPARE_MEETING, "SL-VH", "council")


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.CHAIR])
def test_the_secretary_and_the_chair_of_a_body_prepare_its_meetings_and_no_others(role):
    posts = [post(role, "SL-VH", "council")]
    assert there(posts, Action.PREPARE_MEETING, "SL-VH", "council")
    assert not there(posts, Action.PREPARE_MEETING, "SL-VH", "another")
    assert not there(posts, Action.PREPARE_MEETING, "SL-VH")


def test_the_secretary_of_a_unit_prepares_for_every_body_below():
    posts = [post(Role.SECRETARY, "SL-VH")]
    assert there(posts, Action.PREPARE_MEETING, "SL-VH-02", "commune-council")
    assert not there(posts, Action.PREPARE_MEETING, "SL", "province-council")


def test_members_and_guests_have_no_powers_beyond_the_meeting():
    posts = [post(role, "SL-VH", "council") for role in (Role.MEMBER, Role.GUEST)]
    assert not any(there(posts, action, "SL-VH", "council") for action in Action)
    assert not any(anywhere(posts, action) for action in Action)


def test_a_technician_sees_venues_and_nothing_about_people():
    posts = [post(Role.TECHNICIAN, "SL-VH")]
    allowed = {action for action in Action if there(posts, action, "SL-VH-01")}
    assert allowed == {Action.SEE_VENUES, Action.VENUE_LINK, Action.VENUE_RELAY}


def test_every_role_has_its_line_in_the_table_and_every_action_somebody():
    assert set(POWERS) == set(Role)
    assert {action for actions in POWERS.values() for action in actions} == set(Action)


def test_a_power_is_that_of_the_table_for_each_role_and_action():
    for role, action in product(Role, Action):
        assert there([post(role, "SL-VH")], action, "SL-VH") is (action in POWERS[role])


def test_a_mandate_that_ended_or_has_not_begun_gives_nothing():
    posts = [post(Role.ADMIN, "SL", since=date(2021, 6, 1), until=date(2026, 5, 31))]
    held = [day for day in (date(2021, 5, 31), date(2021, 6, 1), date(2026, 5, 31), date(2026, 6, 1))
            if may(posts, Action.SEE_AUDIT, unit="SL", on=day)]
    assert held == [date(2021, 6, 1), date(2026, 5, 31)]


PLACES = Places(
    {"SL": None, "SL-VH": "SL", "SL-VH-01": "SL-VH", "SL-VH-02": "SL-VH"},
    {"council": "SL-VH", "commune": "SL-VH-01", "another": "SL-VH-02", "province": "SL"},
)
SECRETARY = [post(Role.SECRETARY, "SL-VH", "council")]


def renews(mine, theirs, unit):
    return may_renew(mine, theirs, unit, PLACES)


def test_the_units_above_are_told_nearest_first_and_a_circle_ends():
    assert PLACES.above("SL-VH-01") == ["SL-VH", "SL"]
    assert Places({"a": "b", "b": "a"}, {}).above("a") == ["b", "a"]


def test_the_secretary_of_a_body_looks_after_the_unit_it_sits_over_and_below():
    assert [unit for unit in ABOVE if may_about(SECRETARY, Action.VENUE_LINK, unit, PLACES)] == [
        "SL-VH", "SL-VH-01", "SL-VH-02"]
    assert not may_about([post(Role.CHAIR, "SL-VH", "council")], Action.RENEW_LINK, "SL-VH", PLACES)


def test_a_secretary_hands_a_new_link_to_the_people_of_their_body_wherever_they_sit():
    assert renews(SECRETARY, [post(Role.MEMBER, "SL", "council")], "SL")
    assert renews(SECRETARY, [post(Role.CHAIR, "SL-VH", "council")], "SL-VH")
    assert renews(SECRETARY, [post(Role.GUEST, "SL-VH-02")], "SL-VH-02")
    assert renews(SECRETARY, [post(Role.SECRETARY, "SL-VH-01", "commune")], "SL-VH-01")
    assert not renews(SECRETARY, [post(Role.MEMBER, "SL", "province")], "SL")


@pytest.mark.parametrize("role", [role for role in Role if POWERS[role]])
def test_nobody_gets_a_key_to_offices_that_reach_further_than_their_own(role):
    commune = [post(Role.SECRETARY, "SL-VH-01", "commune"), post(Role.ADMIN, "SL-VH-01")]
    assert renews(commune, [post(role, "SL-VH-01")], "SL-VH-01")
    assert not renews(commune, [post(role, "SL-VH")], "SL-VH-01")
    assert not renews(commune, [post(role, "SL-VH-01", "council")], "SL-VH-01")
    assert not renews(commune, [post(role)], "SL-VH-01")


def test_a_member_of_a_higher_council_is_looked_after_where_they_live():
    commune = [post(Role.SECRETARY, "SL-VH-01", "commune")]
    assert renews(commune, [post(Role.MEMBER, "SL-VH-01", "council")], "SL-VH-01")


def test_nobody_makes_themselves_administrator_by_a_link():
    of_all = [post(Role.SECRETARY, "SL"), post(Role.SECRETARY, "SL", "council"), post(Role.ADMIN, "SL-VH-01")]
    theirs = [post(Role.ADMIN, "SL"), post(Role.MEMBER, "SL-VH-01", "council")]
    assert not renews(of_all, theirs, "SL-VH-01")
    assert renews([post(Role.ADMIN, "SL")], theirs, "SL")


def test_an_administrator_renews_links_below_and_not_beside():
    admin = [post(Role.ADMIN, "SL-VH-01")]
    assert renews(admin, [post(Role.MEMBER, "SL-VH-01", "council")], "SL-VH-01")
    assert not renews(admin, [post(Role.MEMBER, "SL-VH-02", "council")], "SL-VH-02")
    assert renews([post(Role.ADMIN, "SL")], [post(Role.ADMIN, "SL-VH-01")], "SL-VH-02")
    assert renews([post(Role.ADMIN)], [post(Role.ADMIN)], "")
