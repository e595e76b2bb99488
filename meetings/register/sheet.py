"""A table that somebody made in a spreadsheet program, read cell by cell, with every fault named.

    bytes ─▶ text_of ─▶ text ─▶ read ─▶ rows ─▶ row.text(…), row.day(…), row.number(…)
    text ─▶ for_spreadsheet ─▶ bytes that a spreadsheet program opens as a table

Tolerated: a byte order mark, any mixture of line ends, semicolons or tabs for commas and days as
01/06/2021 (spreadsheet programs write them in Vietnamese settings), columns in another order, empty
lines and columns, letters with their accents apart. Everything else that is not as it should be is a
fault with file, line, column and what stands there; reading goes on, so that one look finds all of them.

Why 1/6/2021 is refused: it is how American settings write the sixth of January, and nobody would notice.
Why only UTF-8: the older tables of letters for Vietnamese can't be told apart, and some lose letters.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from meetings.procedure.letters import composed

LARGEST = 5_000_000            # bytes or characters of one file
MOST_ROWS = 50_000
MOST_COLUMNS = 100             # looked at in the first line: there are twenty at most
MOST_FAULTS = 200              # after so many nobody reads on
SEPARATORS = ",;\t"            # of as many in the first line, the first one
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")     # .xlsx and .ods; .xls
WRITTEN_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
TURNED = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")     # from here the other way round
LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")         # "Tr?n": saved in a table without Vietnamese letters

FAULTS: Mapping[str, str] = {
    "too-large": "The file is too large: at most {about} bytes.",
    "too-many-rows": "The file has too many lines: at most {about}.",
    "workbook": "The file is a workbook, not a table as text. In the spreadsheet program save it as “CSV UTF-8”.",
    "not-utf8": "The file is not UTF-8 text. In the spreadsheet program save it as “CSV UTF-8”, not as plain “CSV”.",
    "letters-lost": "“{value}” lost letters. In the spreadsheet program save it as “CSV UTF-8”, not as plain “CSV”.",
    "nul": "There is a NUL character in this line: this is not a text file.",
    "empty": "The file is empty.",
    "quotes": "The quotation marks in this line do not match.",
    "other-list": "This is the other list, the one for {about}.",
    "wrong-way-round": "The two files are the wrong way round: the list of people stands where the units belong.",
    "column-missing": "The column “{value}” is missing from the first line.",
    "column-unknown": "The column “{value}” is not known. The columns are: {about}.",
    "column-twice": "The column “{value}” stands in the first line twice.",
    "cells": "This line has {value} cells; the first line has {about}.",
    "control": "There is a control character or a line break in this cell.",
    "needed": "Something must stand here.",
    "too-long": "“{value}” is too long: at most {about} characters.",
    "code": "“{value}” is not a code: letters without accents, digits, dot, hyphen, underscore; at most 64.",
    "login": "“{value}” is not a sign-in name: small letters a–z, digits, dot, hyphen, underscore; 2 to 64.",
    "email": "“{value}” is not an e-mail address.",
    "day": "“{value}” is not a day: write YYYY-MM-DD, as in 2021-06-01, or DD/MM/YYYY, as in 01/06/2021.",
    "day-order": "“{value}” is before the day it begins, {about}.",
    "number": "“{value}” is not a whole number from {about}.",
    "one-of": "“{value}” is not known here. Possible: {about}.",
    "twice": "“{value}” stands in line {about} already.",
    "unit-unknown": "There is no unit with the code “{value}”.",
    "unit-cycle": "“{value}” would be above itself: {about}.",
    "venue-needed": "A line speed without a venue: name the venue, or leave the speed empty.",
    "body-needed": "The role “{value}” is held in a body: name it.",
    "body-not-here": "The role “{value}” is held over a unit, not in a body: leave the body empty.",
    "seat-needed": "A member has a seat: write its number.",
    "seat-without-body": "A seat is a seat in a body: name it, or leave the seat empty.",
    "seat-taken": "Seat {value} of this body is taken in line {about}.",
    "chair-twice": "“{value}” has a chair in line {about} already.",
    "person-differs": "“{value}” stands in line {about} already, with another name, title, unit, address or language.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it should be, and where."""

    file: str                  # "units.csv"
    line: int                  # from 1, as an editor counts; 0: the file as a whole
    column: str                # as the first line names it; "": the line as a whole
    code: str                  # a key of FAULTS
    value: str = ""            # what stands there, cut to 80 characters
    about: str = ""            # what the sentence needs besides: a limit, a line, a list

    @property
    def said(self) -> str:
        """In English; `FAULTS[code]` is what the catalogues translate."""
        where = ", ".join(part for part in (
            self.file, f"line {self.line}" if self.line else "", f"column {self.column}" if self.column else ""
        ) if part)
        told = FAULTS[self.code].format(value=self.value, about=self.about)
        return f"{where}: {told}" if where else told


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet; asking for a cell notes what is wrong with it."""

    file: str
    line: int
    cells: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, code: str, about: object = "", value: str | None = None) -> None:
        there = self.cells.get(column, "") if value is None else value
        self.faults.append(Fault(self.file, self.line, column, code, cut(there), str(about)))

    def text(self, column: str, most: int, needed: bool = False) -> str:
        found = self.cells[column]
        if TURNED.search(found) or any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in found):
            self.wrong(column, "control", value="")
        elif LOST_LETTER.search(found):
            self.wrong(column, "letters-lost")
        elif len(found) > most:
            self.wrong(column, "too-long", most)
        elif needed and not found:
            self.wrong(column, "needed")
        return found

    def matching(self, column: str, pattern: re.Pattern[str], code: str, needed: bool = True) -> str:
        found = self.cells[column]
        if not found and needed:
            self.wrong(column, "needed")
        elif found and pattern.fullmatch(found) is None:
            self.wrong(column, code)
        return found

    def one_of(self, column: str, known: Collection[str], otherwise: str = "") -> str:
        found = self.cells[column] or otherwise
        if found not in known:
            self.wrong(column, "one-of" if found else "needed", ", ".join(known))
        return found

    def number(self, column: str, least: int, most: int) -> int | None:
        """None: nothing stands there (or nothing that can be used)."""
        found = self.cells[column]
        if not found:
            return None
        if re.fullmatch(r"[0-9]{1,9}", found) is None or not least <= int(found) <= most:
            self.wrong(column, "number", f"{least} to {most}")
            return None
        return int(found)

    def day(self, column: str) -> date | None:
        found = self.cells[column]
        if not found:
            return None
        if written := WRITTEN_DAY.fullmatch(found):
            found = "-".join(reversed(written.groups()))
        try:
            if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found) is None:
                raise ValueError(found)
            return date.fromisoformat(found)
        except ValueError:
            self.wrong(column, "day")
            return None

    def days(self, begins: str, ends: str) -> tuple[date | None, date | None]:
        """A span; the last day is not before the first."""
        since, until = self.day(begins), self.day(ends)
        if since and until and until < since:
            self.wrong(ends, "day-order", since.isoformat())
        return since, until


def text_of(data: bytes, file: str) -> str | Fault:
    """The bytes of a file as text."""
    if len(data) > LARGEST:
        return Fault(file, 0, "", "too-large", about=str(LARGEST))
    if data.startswith(WORKBOOKS):
        return Fault(file, 0, "", "workbook")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Fault(file, data.count(b"\n", 0, error.start) + 1, "", "not-utf8")


def read(text: str, file: str, columns: Sequence[str]) -> tuple[list[Row], list[Fault]]:
    """The rows below the first line, and what keeps the sheet from being read. Cells are NFC and trimmed."""
    if len(text) > LARGEST:
        return [], [Fault(file, 0, "", "too-large", about=str(LARGEST))]
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            return [], [Fault(file, number, "", "nul")]
    rows, faults = _split(lines, file)
    if faults:
        return [], faults
    if not rows:
        return [], [Fault(file, 0, "", "empty")]
    rows = _without_empty_columns(rows)
    first, header = rows[0]
    names = [name.casefold() for name in header[:MOST_COLUMNS]]
    faults = _header_faults(file, first, names, columns)
    if not faults and len(rows) - 1 > MOST_ROWS:
        faults = [Fault(file, 0, "", "too-many-rows", about=str(MOST_ROWS))]
    if faults:
        return [], faults
    found = []
    for line_number, cells in rows[1:]:
        if len(cells) != len(names):
            faults.append(Fault(file, line_number, "", "cells", str(len(cells)), str(len(names))))
        else:
            found.append(Row(file, line_number, dict(zip(names, cells, strict=True))))
    return found, faults


def for_spreadsheet(text: str, separator: str) -> bytes:
    """A sheet as a spreadsheet program opens it at a double click: with its separator, and a mark that it is UTF-8.

    >>> for_spreadsheet("code,name\\nA,Xã\\n", ";").decode("utf-8-sig")
    'code;name\\r\\nA;Xã\\r\\n'
    """
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(csv.reader(text.splitlines()))
    return written.getvalue().encode("utf-8-sig")


def cut(value: str) -> str:
    """Short enough to be shown.

    >>> len(cut("x" * 500))
    80
    """
    return value if len(value) <= 80 else value[:79] + "…"


def _split(lines: Sequence[str], file: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    """Rows with the line each begins in."""
    first = next((line for line in lines if line.strip()), "")
    reader = csv.reader((line + "\n" for line in lines), delimiter=max(SEPARATORS, key=first.count), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            trimmed = [composed(cell).strip() for cell in cells]
            if any(trimmed):
                rows.append((begins, trimmed))
            begins = reader.line_num + 1
            if len(rows) > MOST_ROWS + 1:
                break                      # already too many
    except csv.Error:
        return [], [Fault(file, begins, "", "quotes")]
    return rows, []


def _without_empty_columns(rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Without the columns behind the last that has a name, where nothing stands in them."""
    wide = next((n for n in range(len(rows[0][1]), 0, -1) if rows[0][1][n - 1]), 0)
    return [(line, cells if any(cells[wide:]) else cells[:wide]) for line, cells in rows]


def _header_faults(file: str, line: int, names: Sequence[str], columns: Sequence[str]) -> list[Fault]:
    known = ", ".join(columns)
    faults = [Fault(file, line, name, "column-missing", name) for name in columns if name not in names]
    for number, name in enumerate(names):
        if name not in columns:
            faults.append(Fault(file, line, cut(name), "column-unknown", cut(name), known))
        elif name in names[:number]:
            faults.append(Fault(file, line, name, "column-twice", name))
    return faults
