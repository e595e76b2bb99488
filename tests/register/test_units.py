"""The tree of government, walked up and down."""

from meetings.register.units import above, below

PARENTS = {"SL": None, "SL-VH": "SL", "SL-MC": "SL", "SL-VH-01": "SL-VH", "SL-VH-02": "SL-VH"}


def test_the_way_up_begins_with_the_nearest():
    assert above("SL-VH-01", PARENTS) == ["SL-VH", "SL"]
    assert above("SL", PARENTS) == above("nowhere", PARENTS) == []


def test_below_a_district_lie_itself_and_its_communes_and_nobody_elses():
    assert below("SL-VH", PARENTS) == {"SL-VH", "SL-VH-01", "SL-VH-02"}
    assert below("SL", PARENTS) == set(PARENTS)


def test_a_circle_in_the_tree_ends():
    assert above("a", {"a": "b", "b": "a"}) == ["b", "a"]
    assert below("a", {"a": "b", "b": "a"}) == {"a", "b"}
