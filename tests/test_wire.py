"""What is said, as JSON."""

import json
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings import wire
from meetings.procedure.ballots import CastVote, EnterVote, How
from meetings.procedure.meeting import Command, Event
from meetings.procedure.words import CommandId, PersonId
from meetings.wire import commands, jsontext
from meetings.wire.events import HEAD
from meetings.wire.unreadable import CODES, Unreadable

SAMPLES = [json.loads(path.read_text()) for path in sorted(Path("tests/samples/entries").glob("*.json"))]
NOW = datetime(2026, 11, 26, 2, 42, 7, tzinfo=UTC)


def decoded(type_name, stamped=None, zone=UTC, **given):
    return commands.decode(
        type_name, given, id=CommandId("c1"), by=PersonId("ada"), at=NOW, stamped=stamped or {}, zone=zone
    )


# ---- entries


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: json.loads(sample["data"])["type"])
def test_an_old_entry_reads_and_writes_back_unchanged(sample):
    salts = iter(bytes.fromhex(text["salt"]) for text in sample["texts"].values())

    entry = wire.unseal(sample["data"].encode(), {mark: text["words"] for mark, text in sample["texts"].items()})
    sealed = wire.seal(entry, lambda: next(salts))

    assert sealed.data.decode() == sample["data"]
    assert {mark: words for mark, (_, words) in sealed.texts.items()} == {
        mark: text["words"] for mark, text in sample["texts"].items()
    }


def test_there_is_a_sample_of_every_event():
    assert {json.loads(sample["data"])["type"] for sample in SAMPLES} == {kind.__name__ for kind in get_args(Event)}


def test_no_event_has_a_field_that_stands_at_the_head_of_every_entry():
    assert not [kind for kind in get_args(Event) if HEAD & {field.name for field in fields(kind)}]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: json.loads(sample["data"])["type"])
def test_no_words_stand_in_the_bytes_and_erased_ones_are_shown_so(sample):
    for text in sample["texts"].values():
        assert not text["words"] or json.dumps(text["words"], ensure_ascii=False) not in sample["data"]

    erased = wire.unseal(sample["data"].encode(), {})
    assert repr(erased).count("[…]") == len(sample["texts"])


def test_an_entry_on_a_screen_does_not_name_the_command_that_caused_it():
    for sample in SAMPLES:
        shown = wire.shown(wire.unseal(sample["data"].encode(), {}))
        assert "cause" not in shown
        assert not {"paper", "entitled"} & set(shown)


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"{}", b'{"type":"Unheard"}', b'{"type":"Suspended","seq":"1","at":"x","by":"a","cause":"c"}',
     b'{"type":"Suspended","seq":1,"at":"2026-11-26T02:42:07.000+07:00","by":"a","cause":"c"}',
     b'{"type":"VoteCast","seq":1,"at":"2026-11-26T02:42:07.000Z","by":"a","cause":"c","ballot":"b"}'],
)
def test_bytes_that_are_no_entry_are_called_damaged(data):
    with pytest.raises(wire.Damaged):
        wire.unseal(data, {})


# ---- commands


def test_a_request_becomes_a_command_stamped_with_who_and_when():
    assert decoded("CastVote", ballot="b1", option="yes") == CastVote("c1", "ada", NOW, "b1", "yes")


def test_every_command_has_its_row_and_every_field_comes_from_one_side_only():
    for kind in get_args(Command):
        outside = set(commands.FIELDS[kind.__name__])
        ours = set(commands.STAMPED.get(kind.__name__, ()))
        assert not outside & ours
        assert outside | ours | {"id", "by", "at"} == {field.name for field in fields(kind)}
    assert len(commands.FIELDS) == len(get_args(Command))


@pytest.mark.parametrize(
    ("type_name", "given", "field", "code"),
    [
        ("Abolish", {}, "type", "not-a-command"),
        ("CastVote", {"ballot": "b1"}, "option", "missing"),
        ("CastVote", {"ballot": "b1", "option": "yes", "extra": 1}, "extra", "unknown-field"),
        ("CastVote", {"ballot": "b1", "option": "yes", "by": "bo"}, "by", "stamped-by-the-server"),
        ("CastVote", {"ballot": "b1", "option": "yes", "weight": 2}, "weight", "stamped-by-the-server"),
        ("CastVote", {"ballot": "b1", "option": ["yes", "no"]}, "option", "wrong-type"),
        ("CastVote", {"ballot": "b1", "option": ""}, "option", "not-an-id"),
        ("CastVote", {"ballot": "b1", "option": 2**63}, "option", "wrong-type"),
        ("CastVote", {"ballot": "x" * 101, "option": "yes"}, "ballot", "not-an-id"),
        ("CallToOrder", {"paper": {}}, "paper", "stamped-by-the-server"),
        ("CloseBallot", {"ballot": "b1", "without_line": []}, "without_line", "stamped-by-the-server"),
        ("OpenBallot", {"question": "?", "majority": "ordinary", "ballot": "b1"}, "ballot", "stamped-by-the-server"),
        ("GiveFloor", {"member": "bo", "seconds": 7_201}, "seconds", "out-of-range"),
        ("GiveFloor", {"member": "bo", "seconds": True}, "seconds", "wrong-type"),
        ("GiveFloor", {"member": "bo", "seconds": "0x20"}, "seconds", "wrong-type"),
        ("GiveFloor", {"member": "bo", "seconds": "9" * 5_000}, "seconds", "wrong-type"),
        ("TakeNote", {"note": "x" * 2_001}, "note", "too-long"),
        ("TakeNote", {"note": "a\x00b"}, "note", "bad-characters"),
        ("TakeNote", {"note": "a\ud800b"}, "note", "bad-characters"),
        ("EnterVote", {"ballot": "b", "member": "m", "option": "y", "how": "device"}, "how", "not-a-choice"),
        ("CorrectAttendance", {"member": "m", "present": 1, "since": "", "reason": ""}, "present", "wrong-type"),
        ("CorrectAttendance", {"member": "m", "present": True, "since": "soon"}, "since", "not-a-time"),
        ("CorrectAttendance", {"member": "m", "present": True, "since": "0001-01-01T00:00+14:00"},
         "since", "not-a-time"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_field(type_name, given, field, code):
    with pytest.raises(Unreadable) as refused:
        decoded(type_name, **given)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert code in CODES


def test_a_form_says_the_same_as_a_message():
    assert decoded("GiveFloor", member="bo", seconds="300") == decoded("GiveFloor", member="bo", seconds=300)
    assert decoded("DeclarePresence", member="bo", where="") == decoded("DeclarePresence", member="bo", where=None)
    assert decoded("EnterVote", ballot="b", member="bo", option="no", how="spoken") == EnterVote(
        "c1", "ada", NOW, "b", "bo", "no", How.SPOKEN
    )


def test_a_time_without_an_offset_is_the_houses_own():
    correction = decoded(
        "CorrectAttendance", zone=ZoneInfo("Asia/Ho_Chi_Minh"),
        member="bo", present="true", since="2026-11-26T09:15", reason="late",
    )
    assert correction.since == datetime(2026, 11, 26, 2, 15, tzinfo=UTC)


def test_words_are_kept_composed_and_trimmed():
    assert decoded("TakeNote", note="  Da\u0323\u0302n chu\u0309\r\n ").note == "D\u1eadn ch\u1ee7"


@pytest.mark.parametrize("given", ["", "short", "x" * 41, "<script>1", 7, None])
def test_an_id_is_short_and_plain(given):
    with pytest.raises(Unreadable):
        commands.command_id(given)


# ---- JSON text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"option":"yes","option":"no"}', "key-twice"),
        ('{"a":' * 10_000, "too-deep"),
        ("[" * 9 + "]" * 9, "too-deep"),
        ('{"a":1e308}', "not-a-whole-number"),
        ('{"a":NaN}', "not-a-whole-number"),
        ('{"a":-Infinity}', "not-a-whole-number"),
        ('{"a":' + "9" * 17 + "}", "number-too-large"),
        ('{"a":"' + "x" * 65_536 + '"}', "too-large"),
        ("[1]", "not-an-object"),
        ('"text"', "not-an-object"),
        ('{"a":1', "not-json"),
        ("{'a':1}", "not-json"),
        ("", "not-json"),
    ],
)
def test_json_that_bites_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        jsontext.parse(text)
    assert refused.value.code == code
    assert code in CODES


@pytest.mark.parametrize("words", ['\\"' * 30_000, '\\"' * 30_000 + "\\", "[{" * 30_000])
def test_words_that_do_not_end_are_read_through_once(words):
    pieces = [piece.group() for piece in jsontext._PIECE.finditer('{"a":"' + words)]

    assert pieces == ["{", '"a"', '"' + (words[:-1] if len(words) % 2 else words)]


def test_brackets_inside_of_words_are_words():
    assert jsontext.parse('{"a":"' + "[{" * 100 + '\\""}') == {"a": "[{" * 100 + '"'}


def refusal(read, *given):
    """What `read` refuses it for; none when it can be read."""
    try:
        read(*given)
    except Unreadable as refused:
        return refused
    return None


@given(st.text(max_size=200))
def test_whatever_comes_is_an_object_or_unreadable(text):
    refused = refusal(jsontext.parse, text)
    assert refused is None or refused.code in CODES


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(commands.FIELDS)), st.data())
def test_whatever_fields_come_it_is_a_command_or_unreadable(type_name, data):
    given_fields = {name: data.draw(_ANYTHING) for name in commands.FIELDS[type_name]}
    stamped = {"paper": None, "ballot": "b1", "without_line": frozenset()}
    refused = refusal(lambda: decoded(type_name, stamped, **given_fields))
    assert refused is None or (refused.field in given_fields and refused.code in CODES)
