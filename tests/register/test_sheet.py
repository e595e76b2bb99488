"""A table that somebody made in a spreadsheet program."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.register import sheet
from meetings.register.sheet import FAULTS, Fault, read, text_of

COLUMNS = ("code", "name")


def codes(faults):
    return [(fault.line, fault.column, fault.code) for fault in faults]


@pytest.mark.parametrize("written", [
    "code,name\nA,Xã\nB,Huyện\n",
    "\ufeffcode,name\r\nA,Xã\r\nB,Huyện",
    "code,name\rA,Xã\nB,Huyện\r\n\r\n\n",
    "code;name\nA;Xã\nB;Huyện\n",
    "\ufeffcode;name\r\nA;Xã\r\nB;Huyện\r\n",
    "code\tname\nA\tXã\nB\tHuyện\n",
    "code,name,,\nA,Xã,,\nB,Huyện,,\n,,,\n",
    "name,code\nXã,A\nHuyện,B\n",
    " Code , NAME \n A ,Xã\n,\nB, Huyện \n",
    "code,name\nA,Xa\u0303\nB,Huye\u0323\u0302n\n",
    'code,name\n"A","Xã"\n"B","Huyện"\n',
])
def test_however_it_was_saved_it_says_the_same(written):
    rows, faults = read(written, "units.csv", COLUMNS)
    assert faults == []
    assert [dict(row.cells) for row in rows] == [{"code": "A", "name": "Xã"}, {"code": "B", "name": "Huyện"}]


def test_a_byte_order_mark_and_utf8_are_taken_off_bytes():
    assert text_of(b"\xef\xbb\xbfcode\n", "units.csv") == "code\n"


def test_bytes_that_are_not_utf8_are_named_with_their_line():
    assert text_of("code\nXã\n".encode("utf-16"), "units.csv").code == "not-utf8"
    assert text_of(b"code\nok\n\xff\n", "units.csv") == Fault("units.csv", 3, "", "not-utf8")


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], ids=["xlsx", "xls"])
def test_a_workbook_is_told_for_what_it_is(begins):
    assert text_of(begins + b"\x00" * 50, "units.csv") == Fault("units.csv", 0, "", "workbook")


@pytest.mark.parametrize("letters", ["cp1258", "cp1252", "utf-16"])
def test_other_tables_of_letters_are_refused_rather_than_misread(letters):
    assert text_of("code,name\nA,Hà Văn Hải à\n".encode(letters, "replace"), "units.csv").code == "not-utf8"


def test_a_name_that_lost_its_letters_on_the_way_is_not_taken():
    rows, _ = read("code,name\nA,Tr?n Thanh Hoa\nB,Sao?\n", "units.csv", COLUMNS)
    for row in rows:
        row.text("name", 100)

    assert [codes(row.faults) for row in rows] == [[(2, "name", "letters-lost")], []]


def test_days_are_read_as_vietnamese_settings_write_them_and_never_the_american_way():
    rows, _ = read("code,name\nA,01/06/2021\nB,31/02/2021\nC,6/1/2021\n", "units.csv", COLUMNS)

    assert [row.day("name") for row in rows] == [date(2021, 6, 1), None, None]
    assert [codes(row.faults) for row in rows[1:]] == [[(3, "name", "day")], [(4, "name", "day")]]


@pytest.mark.parametrize("separator", [";", ","])
def test_what_is_written_for_a_spreadsheet_program_is_read_back_the_same(separator):
    text = 'code,name\nA,"Xã; một, hai"\n'

    written = sheet.for_spreadsheet(text, separator)
    assert written.startswith(b"\xef\xbb\xbf")
    (row,), faults = read(text_of(written, "units.csv"), "units.csv", COLUMNS)
    assert (dict(row.cells), faults) == ({"code": "A", "name": "Xã; một, hai"}, [])


def test_a_file_too_large_is_refused_before_it_is_read():
    assert text_of(b"x" * (sheet.LARGEST + 1), "units.csv").code == "too-large"
    assert read("x" * (sheet.LARGEST + 1), "units.csv", COLUMNS)[1][0].code == "too-large"


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    assert codes(read("code,name\n" + "A,B\n" * 4, "units.csv", COLUMNS)[1]) == [(0, "", "too-many-rows")]


@pytest.mark.parametrize(("written", "found"), [
    ("", [(0, "", "empty")]),
    ("\n\n", [(0, "", "empty")]),
    ("code,name\nA,X\0\n", [(2, "", "nul")]),
    ('code,name\nA,"X\n', [(2, "", "quotes")]),
    ('code,name\nA,"X"y\n', [(2, "", "quotes")]),
    ("code,name\nA,B,C\nD\n", [(2, "", "cells"), (3, "", "cells")]),
    ("code\nA\n", [(1, "name", "column-missing")]),
    ("code,name,role\nA,B,C\n", [(1, "role", "column-unknown")]),
    ("code,name,code\nA,B,C\n", [(1, "code", "column-twice")]),
    ("code,name,\nA,B,C\n", [(2, "", "cells")]),
    ("A,Xã\n", [(1, "code", "column-missing"), (1, "name", "column-missing"), (1, "a", "column-unknown"),
                (1, "xã", "column-unknown")]),
])
def test_what_cannot_be_read_is_named(written, found):
    assert codes(read(written, "units.csv", COLUMNS)[1]) == found


def test_a_line_is_counted_as_an_editor_counts_though_cells_have_line_breaks():
    rows, _ = read('code,name\n"A\nB",x\nC,y\n', "units.csv", COLUMNS)
    assert [row.line for row in rows] == [2, 4]
    rows[0].text("code", 10)
    assert codes(rows[0].faults) == [(2, "code", "control")]


def test_a_fault_says_where_and_what_in_a_sentence():
    fault = Fault("people.csv", 7, "seat", "seat-taken", "12", "3")
    assert fault.said == "people.csv, line 7, column seat: Seat 12 of this body is taken in line 3."


def test_a_fault_of_no_file_begins_with_what_is_wrong():
    assert Fault("", 0, "", "wrong-way-round").said.startswith("The two files")


def test_a_fault_can_be_said_whatever_stands_in_the_cell():
    for code in FAULTS:
        assert Fault("units.csv", 1, "code", code, "{value} %s {0}", "{about}").said


def test_every_code_that_is_raised_has_a_sentence():
    folder = Path(sheet.__file__).parent
    source = "".join((folder / name).read_text("utf-8") for name in ("sheet.py", "importing.py"))
    for code in FAULTS:
        assert source.count(f'"{code}"') >= 2, f"{code} is never raised"
    raised = set(re.findall(r'wrong\([^,()]+, "([a-z0-9-]+)"', source))
    raised |= set(re.findall(r'Fault\([^)]*?, "([a-z0-9-]+)"(?:,|\))', source))
    assert raised
    assert raised - {"", *COLUMNS} <= set(FAULTS)


@given(st.text(max_size=300))
def test_no_text_makes_it_stumble(text):
    rows, faults = read("code,name\n" + text, "units.csv", COLUMNS)
    for row in rows:
        row.text("code", 64, needed=True)
        row.day("name")
        row.number("name", 1, 5)
    assert all(isinstance(fault.said, str) for fault in faults)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_stumble(data):
    found = text_of(data, "units.csv")
    if isinstance(found, str):
        read(found, "units.csv", COLUMNS)


def test_of_a_first_line_with_a_hundred_thousand_names_the_first_hundred_are_looked_at():
    _, faults = read("code," * 100_000 + "\n", "units.csv", COLUMNS)

    assert codes(faults)[0] == (1, "name", "column-missing")
    assert len(faults) == sheet.MOST_COLUMNS


def test_behind_too_many_rows_nothing_is_read(monkeypatch):
    looked_at = []
    monkeypatch.setattr(sheet, "MOST_ROWS", 3)
    monkeypatch.setattr(sheet, "composed", lambda cell: looked_at.append(cell) or cell)

    assert codes(read("code,name\n" + "A,B\n" * 400, "units.csv", COLUMNS)[1]) == [(0, "", "too-many-rows")]
    assert len(looked_at) == 2 * (1 + 4)


@pytest.mark.parametrize("turn", "\u061c\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
def test_a_name_that_turns_the_direction_of_writing_is_refused(turn):
    [row], _ = read(f"code,name\nA,Xã {turn}iốC uaS\n", "units.csv", COLUMNS)
    row.text("name", 100)

    assert codes(row.faults) == [(2, "name", "control")]
