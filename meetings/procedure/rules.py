"""Rule sets: the law as data.

A rule set belongs to a body, is dated and cites its source; a person can change
it, and a meeting freezes the one it was convened under. Thresholds are exact:
`numerator/denominator` of a total, compared in integers, never in floats.

    more than half of all seats   2 * yes >  1 * total     strict
    at least two thirds           3 * yes >= 2 * total     not strict

`counts_as` is one of Popolo's options (popoloproject.com/specs/vote-event.html).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Of(StrEnum):
    """The total a threshold is a share of."""

    SEATS = "seats"            # all seats of the body, filled or not
    IN_OFFICE = "in_office"    # members whose mandate runs
    PRESENT = "present"
    CAST = "cast"              # votes that count as yes or no


class CountsAs(StrEnum):
    """Popolo's vote options."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    NOT_VOTING = "not voting"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A share of a total, exact."""

    numerator: int
    denominator: int
    of: Of
    strict: bool               # True: more than; False: at least


@dataclass(frozen=True, slots=True)
class Option:
    """One choice on the ballot; labels by language tag, "vi" and "en" at least."""

    code: str
    counts_as: CountsAs
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """By which rules a body meets and decides."""

    id: str
    names: Mapping[str, str]   # by language tag
    source: str                # the law, article and paragraph
    valid_from: str            # ISO date, or ""
    assumed: bool              # True: to be confirmed by the body, and said so on every finding
    options: tuple[Option, ...]        # empty: this body takes no votes
    quorum: Threshold | None           # None: no quorum is needed
    majorities: Mapping[str, Threshold]  # by kind of question: "ordinary", "removal", ...


class NotARuleSet(ValueError):
    """The data do not make a rule set; the text says where and what is expected."""


def needed(threshold: Threshold, total: int) -> int:
    """The least number that meets the threshold; at least 1, for nothing is decided by nobody.

    >>> needed(Threshold(1, 2, Of.SEATS, strict=True), 50), needed(Threshold(2, 3, Of.SEATS, strict=False), 50)
    (26, 34)
    """
    share = threshold.numerator * total
    least = share // threshold.denominator + 1 if threshold.strict else -(-share // threshold.denominator)
    return max(least, 1)


def parse(data: object) -> RuleSet:
    """A rule set read from its JSON form.

    Raises:
        NotARuleSet: with the path of what is wrong.
    """
    row = _table(data, "the rule set", {"id", "names", "source", "valid_from", "assumed", "options", "quorum",
                                        "majorities"})
    options = tuple(_option(each, f"options[{i}]") for i, each in enumerate(_list(row["options"], "options")))
    majorities = {
        key: _threshold(each, f"majorities.{key}") for key, each in _table(row["majorities"], "majorities").items()
    }
    quorum = None if row["quorum"] is None else _threshold(row["quorum"], "quorum")
    if quorum is not None and quorum.of not in (Of.SEATS, Of.IN_OFFICE):
        raise NotARuleSet("quorum.of: a quorum is a share of seats or in_office")
    if len({option.code for option in options}) != len(options):
        raise NotARuleSet("options: two have the same code")
    if bool(options) != bool(majorities):
        raise NotARuleSet("majorities: a body that votes has at least one, and one that does not has none")
    if options and not any(option.counts_as is CountsAs.YES for option in options):
        raise NotARuleSet("options: none counts as yes")
    return RuleSet(
        _text(row["id"], "id"), _names(row["names"], "names"), _text(row["source"], "source"),
        _date(row["valid_from"]), _flag(row["assumed"], "assumed"), options, quorum, majorities,
    )


def _option(data: object, at: str) -> Option:
    row = _table(data, at, {"code", "counts_as", "labels"})
    try:
        counts_as = CountsAs(_text(row["counts_as"], f"{at}.counts_as"))
    except ValueError:
        raise NotARuleSet(f"{at}.counts_as: one of {', '.join(CountsAs)}") from None
    return Option(_text(row["code"], f"{at}.code"), counts_as, _names(row["labels"], f"{at}.labels"))


def _threshold(data: object, at: str) -> Threshold:
    row = _table(data, at, {"numerator", "denominator", "of", "strict"})
    top, bottom = row["numerator"], row["denominator"]
    if type(top) is not int or type(bottom) is not int or not 0 < top <= bottom <= 1000:
        raise NotARuleSet(f"{at}: a share from 1/1000 to 1, in whole numbers")
    strict = _flag(row["strict"], f"{at}.strict")
    if strict and top == bottom:
        raise NotARuleSet(f"{at}: more than all is never reached")
    try:
        of = Of(_text(row["of"], f"{at}.of"))
    except ValueError:
        raise NotARuleSet(f"{at}.of: one of {', '.join(Of)}") from None
    return Threshold(top, bottom, of, strict)


def _table(data: object, at: str, keys: set[str] | None = None) -> dict[str, object]:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise NotARuleSet(f"{at}: a table is expected")
    if keys is not None and set(data) != keys:
        odd = ", ".join(sorted(set(data) ^ keys))
        raise NotARuleSet(f"{at}: missing or unknown: {odd}")
    return data


def _list(data: object, at: str) -> list[object]:
    if not isinstance(data, list):
        raise NotARuleSet(f"{at}: a list is expected")
    return data


def _names(data: object, at: str) -> dict[str, str]:
    names = {tag: _text(name, f"{at}.{tag}") for tag, name in _table(data, at).items()}
    if not {"vi", "en"} <= set(names):
        raise NotARuleSet(f"{at}: vi and en at least")
    return names


def _text(data: object, at: str) -> str:
    if not isinstance(data, str) or not data.strip():
        raise NotARuleSet(f"{at}: words are expected")
    return data


def _flag(data: object, at: str) -> bool:
    if not isinstance(data, bool):
        raise NotARuleSet(f"{at}: true or false")
    return data


def _date(data: object) -> str:
    try:
        return data if data == "" and isinstance(data, str) else date.fromisoformat(str(data)).isoformat()
    except ValueError:
        raise NotARuleSet("valid_from: a date as 2016-01-01, or empty") from None
