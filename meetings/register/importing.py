"""Who is who, read from two sheets: units.csv and people.csv.

    check(units, people) ─▶ a Plan, or every Fault with file, line and column

Pure: nothing is written. `meetings.record.importing` carries a plan out, all of it or nothing.

A body has no sheet of its own: it is what people.csv names. It belongs to the unit of its
chair, or without one to the lowest unit above everybody named in it (a district's committee
is listed by its departments); its rule set follows its name; it has as many seats as the
highest number given.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from meetings.procedure.words import VenueId
from meetings.register.people import Role
from meetings.register.sheet import MOST_FAULTS, Fault, Row, for_spreadsheet, read, text_of
from meetings.register.units import Unit, VenuePlace, above

UNITS = "units.csv"
PEOPLE = "people.csv"
BOTH = ""                      # in a fault: the two files together
UNIT_COLUMNS = ("code", "parent", "level", "name", "name_en", "valid_from", "valid_to", "venue", "down_kbit", "up_kbit")
PEOPLE_COLUMNS = (
    "login", "name", "title", "unit", "body", "role", "seat", "mandate_from", "mandate_to", "email", "locale",
)
LOCALES = ("vi", "en")

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LOGIN = re.compile(r"[a-z0-9._-]{2,64}")
EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9.-]{1,255}")
OVER_A_UNIT = (Role.ADMIN, Role.TECHNICIAN)
IN_A_BODY = (Role.CHAIR, Role.MEMBER)

RULES_BY_NAME = (
    (("hđnd", "hội đồng nhân dân"), "hdnd-2015"),
    (("ubnd", "ủy ban nhân dân", "uỷ ban nhân dân"), "ubnd"),
    (("tòa án", "toà án", "tand"), "hearing"),
)
OTHER_RULES = "simple-majority"


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    login: str
    name: str
    title: str
    unit: str
    email: str
    locale: str


@dataclass(frozen=True, slots=True)
class PlannedPost:
    login: str
    role: Role
    unit: str
    body: str | None           # its name
    seat: int | None
    mandate_from: date | None
    mandate_to: date | None


@dataclass(frozen=True, slots=True)
class PlannedBody:
    name: str
    unit: str
    rules: str
    seats: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sheets say, without contradiction."""

    units: tuple[Unit, ...]              # parents before children
    venues: tuple[VenuePlace, ...]
    people: tuple[PlannedPerson, ...]
    posts: tuple[PlannedPost, ...]
    bodies: tuple[PlannedBody, ...]


def check(
    units_csv: str | bytes, people_csv: str | bytes, known: Mapping[str, str | None] | None = None
) -> Plan | list[Fault]:
    """A plan, or all faults in the order of the lines. `known`: units there already, with their parents."""
    unit_rows, faults = _rows(units_csv, UNITS, UNIT_COLUMNS)
    people_rows, more = _rows(people_csv, PEOPLE, PEOPLE_COLUMNS)
    faults += more
    if [fault.code for fault in faults] == ["other-list", "other-list"]:
        return [Fault(BOTH, 0, "", "wrong-way-round")]
    units, venues = _units(unit_rows, known or {})
    parents = {**(known or {}), **{unit.code: unit.parent for unit in units}}
    readable = not faults                # with lines missing, "no such unit" would be a false alarm
    people, posts = _people(people_rows, parents if readable else None)
    faults += [fault for row in (*unit_rows, *people_rows) for fault in row.faults]
    if faults:
        order = {UNITS: 0, PEOPLE: 1}
        return sorted(faults, key=lambda fault: (order[fault.file], fault.line))[:MOST_FAULTS]
    return Plan(tuple(_parents_first(units)), tuple(venues), tuple(people), tuple(posts), _bodies(posts, parents))


def sample(file: str, separator: str) -> bytes:
    """A sheet with a few invented rows, to begin from; as a spreadsheet program opens it."""
    written = files("meetings.register").joinpath("samples", file).read_text("utf-8")
    return for_spreadsheet(written, separator)


def rules_for(body: str) -> str:
    """The rule set's id that goes with a body's name; a person can change it later.

    >>> rules_for("HĐND huyện Vân Hồ"), rules_for("UBND xã Tô Múa"), rules_for("Ban Pháp chế")
    ('hdnd-2015', 'ubnd', 'simple-majority')
    """
    name = body.casefold()
    return next((rules for begins, rules in RULES_BY_NAME if name.startswith(begins)), OTHER_RULES)


def _rows(given: str | bytes, file: str, columns: Sequence[str]) -> tuple[list[Row], list[Fault]]:
    text = text_of(given, file) if isinstance(given, bytes) else given
    if isinstance(text, Fault):
        return [], [text]
    rows, faults = read(text, file, columns)
    other, its_columns = (PEOPLE, PEOPLE_COLUMNS) if file == UNITS else (UNITS, UNIT_COLUMNS)
    if faults and not read(text, other, its_columns)[1]:
        return [], [Fault(file, 0, "", "other-list", about=other)]
    return rows, faults


def _units(rows: Sequence[Row], known: Mapping[str, str | None]) -> tuple[list[Unit], list[VenuePlace]]:
    units: list[Unit] = []
    venues: list[VenuePlace] = []
    lines: dict[str, Row] = {}
    for row in rows:
        code = row.matching("code", CODE, "code")
        if code in lines:
            row.wrong("code", "twice", lines[code].line)
            continue
        lines[code] = row
        since, until = row.days("valid_from", "valid_to")
        units.append(Unit(
            code, row.cells["parent"] or None, row.text("level", 64, needed=True), row.text("name", 300, needed=True),
            row.text("name_en", 300), since, until,
        ))
        venue = _venue(row, code)
        if venue is not None:
            venues.append(venue)
    _check_tree(units, lines, known)
    return units, venues


def _venue(row: Row, code: str) -> VenuePlace | None:
    name = row.text("venue", 300)
    down, up = row.number("down_kbit", 1, 100_000_000), row.number("up_kbit", 1, 100_000_000)
    if not name:
        if row.cells["down_kbit"] or row.cells["up_kbit"]:
            row.wrong("venue", "venue-needed")
        return None
    for column in ("down_kbit", "up_kbit"):
        if not row.cells[column]:
            row.wrong(column, "needed")
    return VenuePlace(VenueId(code), code, name, down or 0, up or 0)


def _check_tree(units: Sequence[Unit], lines: Mapping[str, Row], known: Mapping[str, str | None]) -> None:
    """Every unit's parent is there, and the way up ends."""
    parents = {**known, **{unit.code: unit.parent for unit in units}}
    settled: set[str] = set()
    for unit in units:
        if unit.parent is not None and unit.parent not in parents:
            lines[unit.code].wrong("parent", "unit-unknown")
        way: dict[str, None] = {}
        at: str | None = unit.code
        while at is not None and at in parents and at not in settled and at not in way:
            way[at] = None
            at = parents[at]
        if at in way:
            circle = list(way)[list(way).index(at):]
            lines[unit.code].wrong("parent", "unit-cycle", " → ".join([*circle, circle[0]]), unit.code)
        settled.update(way)


def _parents_first(units: Sequence[Unit]) -> list[Unit]:
    """As in the sheet, but nobody before their parent."""
    by_code = {unit.code: unit for unit in units}
    found: dict[str, Unit] = {}
    for unit in units:
        way = [unit]
        while (parent := way[-1].parent) is not None and parent in by_code and parent not in found:
            way.append(by_code[parent])
        found.update({one.code: one for one in reversed(way) if one.code not in found})
    return list(found.values())


def _people(
    rows: Sequence[Row], units: Mapping[str, str | None] | None
) -> tuple[list[PlannedPerson], list[PlannedPost]]:
    people: dict[str, tuple[PlannedPerson, int]] = {}
    posts: list[PlannedPost] = []
    held: dict[tuple[object, ...], list[tuple[PlannedPost, int]]] = {}
    for row in rows:
        person = PlannedPerson(
            row.matching("login", LOGIN, "login"), row.text("name", 300, needed=True), row.text("title", 300),
            row.matching("unit", CODE, "code"), row.matching("email", EMAIL, "email", needed=False),
            row.one_of("locale", LOCALES, "vi"),
        )
        if units is not None and person.unit and person.unit not in units and CODE.fullmatch(person.unit):
            row.wrong("unit", "unit-unknown")
        before, line = people.setdefault(person.login, (person, row.line))
        if before != person:
            row.wrong("login", "person-differs", line)
        post = _post(row, person)
        if post is not None:
            posts.append(post)
            _check_alone(row, post, held)
    return [person for person, _ in people.values()], posts


def _post(row: Row, person: PlannedPerson) -> PlannedPost | None:
    role = row.one_of("role", [role.value for role in Role])
    body = row.text("body", 300)
    seat = row.number("seat", 1, 9_999)
    since, until = row.days("mandate_from", "mandate_to")
    if role not in set(Role):
        return None
    if role in IN_A_BODY and not body:
        row.wrong("body", "body-needed", value=role)
    if role in OVER_A_UNIT and body:
        row.wrong("body", "body-not-here", value=role)
    if role == Role.MEMBER and not row.cells["seat"]:
        row.wrong("seat", "seat-needed")
    if row.cells["seat"] and not body:
        row.wrong("seat", "seat-without-body")
    return PlannedPost(person.login, Role(role), person.unit, body or None, seat, since, until)


def _check_alone(row: Row, post: PlannedPost, held: dict[tuple[object, ...], list[tuple[PlannedPost, int]]]) -> None:
    """A post is held once, a seat by one, a body led by one, at any one time."""
    claims: list[tuple[tuple[object, ...], str, str, str]] = [
        (("post", post.login, post.role, post.unit, post.body), "login", "twice", post.login)
    ]
    if post.body and post.seat:
        claims.append((("seat", post.body, post.seat), "seat", "seat-taken", str(post.seat)))
    if post.body and post.role is Role.CHAIR:
        claims.append((("chair", post.body), "role", "chair-twice", post.body))
    for claim, column, code, value in claims:
        line = next((line for other, line in held.get(claim, []) if _meet(post, other)), None)
        if line is not None:
            row.wrong(column, code, line, value)
        held.setdefault(claim, []).append((post, line or row.line))


def _meet(one: PlannedPost, other: PlannedPost) -> bool:
    """Whether two mandates have a day in common."""
    begin = max(one.mandate_from or date.min, other.mandate_from or date.min)
    return begin <= min(one.mandate_to or date.max, other.mandate_to or date.max)


def _bodies(posts: Sequence[PlannedPost], parents: Mapping[str, str | None]) -> tuple[PlannedBody, ...]:
    by_name: dict[str, list[PlannedPost]] = {}
    for post in posts:
        if post.body:
            by_name.setdefault(post.body, []).append(post)
    found = []
    for name, held in by_name.items():
        chairs = [post.unit for post in held if post.role is Role.CHAIR]
        unit = chairs[-1] if chairs else _above_all([post.unit for post in held], parents)
        found.append(PlannedBody(name, unit, rules_for(name), max((post.seat or 0) for post in held)))
    return tuple(found)


def _above_all(units: Sequence[str], parents: Mapping[str, str | None]) -> str:
    """The lowest unit that is, or is above, all of these; the first of them when they have none in common."""
    ways = [[unit, *above(unit, parents)] for unit in units]
    return next((unit for unit in ways[0] if all(unit in way for way in ways)), units[0])
