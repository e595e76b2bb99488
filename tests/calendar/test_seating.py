"""Which hall a person is expected in."""

from meetings.calendar import seating
from meetings.procedure.order_paper import Office
from meetings.register.prepared import Answer, Invitee

PARENTS = {"SL": None, "SL-VH": "SL", "SL-VH-05": "SL-VH", "SL-VH-P04": "SL-VH"}
VENUES = {"SL-VH": "hall", "SL-VH-05": "commune"}


def invitee(where: str | None = None, said: bool = False) -> Invitee:
    return Invitee("p", Office.MEMBER, 1, Answer.NONE, "", None, where, said)


def test_a_deputy_of_a_commune_is_expected_in_its_hall():
    assert seating.expected(invitee(), "SL-VH-05", PARENTS, VENUES) == "commune"


def test_an_office_without_a_hall_of_its_own_sits_in_the_one_above_it():
    assert seating.expected(invitee(), "SL-VH-P04", PARENTS, VENUES) == "hall"


def test_what_a_person_said_beforehand_counts_also_when_it_is_elsewhere():
    assert seating.expected(invitee("hall", said=True), "SL-VH-05", PARENTS, VENUES) == "hall"
    assert seating.expected(invitee(None, said=True), "SL-VH-05", PARENTS, VENUES) is None


def test_no_hall_up_the_tree_means_elsewhere_and_a_circle_in_the_tree_ends():
    assert seating.nearest("SL", PARENTS, VENUES) is None
    assert seating.nearest("a", {"a": "b", "b": "a"}, VENUES) is None


def test_people_are_split_by_hall_and_those_in_no_hall_are_elsewhere():
    halls = seating.split(["hall", "commune"], {"ada": "commune", "bo": None, "cy": "other hall"})

    assert halls == {"hall": [], "commune": ["ada"], None: ["bo", "cy"]}
