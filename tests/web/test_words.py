"""Both languages are full: every sentence in templates and code has its Vietnamese, every code its sentence."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from meetings.procedure.rulings import CODES
from meetings.register.sheet import FAULTS
from web import words
from web.pages import media, whip
from web.problems import TOLD

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
SAYING = ("say", "gettext", "_say", "_")
KEY = re.compile(r"[a-z]+:[a-z0-9-]+")     # `ruling:no-quorum`: made of a code
FIELD = re.compile(r"%\((\w+)\)s")


def in_template(path):
    """Sentences between _( ) and in trans blocks."""
    options = {"extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
    with path.open("rb") as file:
        for _line, _function, message, _comments in babel_extract(file, ("_", "gettext", "ngettext"), [], options):
            first = message if isinstance(message, str) else (message or [None])[0]
            if first:                    # not written out: its sentences stand in the code
                yield first


def in_module(path):
    """First arguments of `….say("…")` that are written out."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", "")
            first = node.args[0]
            if name in SAYING and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def all_sentences():
    found = set(FAULTS.values()) | {part for parts in TOLD.values() for part in parts}
    found |= {sentence for page in (media, whip) for _, sentence in page.REFUSALS.values()}
    for path in TEMPLATES:
        found |= set(in_template(path))
    for path in (ROOT / "web").rglob("*.py"):
        found |= set(in_module(path))
    return sorted(found)


def test_every_sentence_of_a_page_has_its_vietnamese():
    vietnamese = words.sentences("vi")
    assert [sentence for sentence in all_sentences() if sentence not in vietnamese] == []


def test_no_sentence_is_kept_that_nobody_says():
    written = set(all_sentences())
    for path in (ROOT / "web").rglob("*.py"):
        read = ast.walk(ast.parse(path.read_text("utf-8")))
        written |= {node.value for node in read if isinstance(node, ast.Constant)}
    kept = {message.id if isinstance(message.id, str) else message.id[0] for _, message in catalogues()}
    assert [sentence for sentence in kept - written if not KEY.fullmatch(sentence)] == []


@pytest.mark.parametrize("locale", words.LOCALES)
def test_every_ruling_has_a_sentence(locale):
    said = words.sentences(locale)
    assert [code for code in CODES if f"ruling:{code}" not in said] == []


def catalogues():
    """(file, message) of all that is said in Vietnamese."""
    for path in sorted((words.FOLDER / "vi").glob("*.po")):
        with path.open("rb") as file:
            yield from ((path.name, one) for one in read_po(file, locale="vi", abort_invalid=True) if one.id)


def messages():
    """(file, sentence, its Vietnamese) of every catalogue; of a count the plural sentence."""
    for file, message in catalogues():
        if message.string:
            sentence = message.id if isinstance(message.id, str) else message.id[-1]
            yield file, sentence, message.string if isinstance(message.string, str) else message.string[0]


def test_a_translation_keeps_the_fields_of_its_sentence():
    english = words.sentences("en")      # of a key such as `paper:too-large`; any other sentence is its own
    wrong = [
        (file, sentence) for file, sentence, said in messages()
        if set(FIELD.findall(said)) != set(FIELD.findall(english.get(sentence, sentence)))
    ]
    assert wrong == []


def test_no_sentence_is_translated_two_ways():
    known: dict[str, str] = {}
    twice = [(file, sentence) for file, sentence, said in messages() if known.setdefault(sentence, said) != said]
    assert twice == []


def test_times_and_days_are_written_as_people_read_them():
    vietnamese, english = words.of("vi"), words.of("en")
    at = datetime(2026, 11, 26, 3, 32, 7, tzinfo=UTC)

    assert vietnamese.longday(at) == "thứ Năm, 26/11/2026"
    assert english.longday(at) == "Thursday, 26/11/2026"
    assert (vietnamese.clock(at), vietnamese.clock_s(at)) == ("10:32", "10:32:07")
    assert (vietnamese.size(3_140_000), english.size(3_140_000)) == ("3,1 MB", "3.1 MB")
    assert vietnamese.span(130.9) == "2:10"


def test_a_day_ends_at_midnight_in_the_halls_not_in_greenwich():
    assert words.of("vi").day(datetime(2026, 11, 25, 17, 30, tzinfo=UTC)) == "26/11/2026"
