"""Rule sets as data."""

import contextlib
import copy
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.procedure.rules import CountsAs, NotARuleSet, Of, Threshold, needed, parse
from tests.procedure.hall import SHIPPED, ruleset

COUNCIL = next(one for one in SHIPPED if one["id"] == "hdnd-2015")


@pytest.mark.parametrize("data", SHIPPED, ids=lambda one: one["id"])
def test_each_shipped_rule_set_parses_and_says_where_it_is_from(data):
    rules = parse(data)

    assert rules.source
    assert rules.valid_from == "" or date.fromisoformat(rules.valid_from)
    assert {"vi", "en"} <= set(rules.names)
    assert all({"vi", "en"} <= set(option.labels) for option in rules.options)


def test_the_sets_are_those_of_the_bodies_that_meet():
    ids = [one["id"] for one in SHIPPED]

    assert ids == ["hdnd-2015", "hdnd-2025", "ubnd", "briefing", "hearing", "simple-majority"]


def test_the_council_counts_all_its_seats():
    rules = ruleset("hdnd-2015")

    assert rules.majorities["ordinary"] == Threshold(1, 2, Of.SEATS, strict=True)
    assert rules.majorities["removal"] == Threshold(2, 3, Of.SEATS, strict=False)
    assert [(o.code, o.counts_as, o.labels["vi"]) for o in rules.options] == [
        ("tan-thanh", CountsAs.YES, "Tán thành"),
        ("khong-tan-thanh", CountsAs.NO, "Không tán thành"),
        ("khong-bieu-quyet", CountsAs.NOT_VOTING, "Không biểu quyết"),
    ]
    assert not rules.assumed


def test_what_is_assumed_says_so():
    assert ruleset("hdnd-2025").assumed
    assert ruleset("hdnd-2025").majorities == ruleset("hdnd-2015").majorities


@pytest.mark.parametrize(("total", "ordinary", "removal"), [(50, 26, 34), (35, 18, 24), (51, 26, 34), (1, 1, 1)])
def test_more_than_half_and_two_thirds(total, ordinary, removal):
    majorities = ruleset("hdnd-2015").majorities

    assert needed(majorities["ordinary"], total) == ordinary
    assert needed(majorities["removal"], total) == removal


@given(st.integers(1, 30), st.integers(1, 30), st.integers(0, 5000), st.booleans())
def test_what_is_needed_is_the_least_that_meets_the_share(top, bottom, total, strict):
    least = needed(Threshold(top, bottom, Of.SEATS, strict), total)

    def met(votes):
        return votes > Fraction(top, bottom) * total if strict else votes >= Fraction(top, bottom) * total

    assert met(least)
    assert least == 1 or not met(least - 1)


def test_nothing_is_carried_by_nobody():
    assert needed(Threshold(2, 3, Of.CAST, strict=False), 0) == 1


def changed(path, value):
    data = copy.deepcopy(COUNCIL)
    *way, last = path
    place = data
    for key in way:
        place = place[key]
    place[last] = value
    return data


@pytest.mark.parametrize(("path", "value", "said"), [
    (("id",), "", "id: words"),
    (("id",), 5, "id: words"),
    (("names",), {"vi": "Hội đồng"}, "names: vi and en"),
    (("names",), ["vi"], "names: a table"),
    (("valid_from",), "1/7/2025", "valid_from: a date"),
    (("valid_from",), None, "valid_from: a date"),
    (("assumed",), "no", "assumed: true or false"),
    (("options",), {}, "options: a list"),
    (("options",), [], "majorities: a body that votes"),
    (("majorities",), {}, "majorities: a body that votes"),
    (("options", 0, "counts_as"), "perhaps", r"options\[0\].counts_as: one of yes, no"),
    (("options", 0, "counts_as"), "no", "options: none counts as yes"),
    (("options", 0, "code"), "khong-tan-thanh", "options: two have the same code"),
    (("options", 0, "labels"), {}, r"options\[0\].labels: vi and en"),
    (("quorum", "of"), "cast", "quorum.of: a quorum is a share"),
    (("quorum", "of"), "everybody", "quorum.of: one of"),
    (("quorum", "numerator"), 0, "quorum: a share"),
    (("quorum", "numerator"), 4, "quorum: a share"),
    (("quorum", "numerator"), True, "quorum: a share"),
    (("quorum", "numerator"), 0.5, "quorum: a share"),
    (("quorum", "denominator"), 1001, "quorum: a share"),
    (("quorum", "strict"), 1, "quorum.strict: true or false"),
    (("quorum",), [2, 3], "quorum: a table"),
    (("majorities", "ordinary"), {"numerator": 1, "denominator": 1, "of": "seats", "strict": True}, "more than all"),
    (("majorities", "ordinary", "off"), 1, "majorities.ordinary: missing or unknown: off"),
    (("extra",), 1, "the rule set: missing or unknown: extra"),
])
def test_what_is_wrong_is_said_with_its_place(path, value, said):
    with pytest.raises(NotARuleSet, match=said):
        parse(changed(path, value))


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8,
)


@given(json_like, st.sampled_from(sorted(COUNCIL)))
def test_whatever_is_read_is_a_rule_set_or_refused(value, key):
    for data in (value, changed((key,), value)):
        with contextlib.suppress(NotARuleSet):
            assert parse(data).names["vi"]
