"""A form as somebody typed it, read field by field.

    typed = Typed(form, viewer)
    title = typed.text("title", most=300)      what does not fit is noted beside its field
    if typed.errors: show the page again       with everything typed still in it

Reading never raises: a field that does not fit gives an empty value and a sentence.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from litestar import Request

from meetings.procedure.letters import composed
from web import forms
from web.viewer import Viewer

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SPACES = re.compile(r"[^\S\n]+")
NUMBER = re.compile(r"[0-9]{1,6}")


def clean(text: str) -> str:
    """One way to write it: composed marks, single spaces, no control characters.

    >>> clean("  Va\u0302\u0300n   Hồ\\x00 ")
    'Vần Hồ'
    """
    return SPACES.sub(" ", CONTROL.sub(" ", composed(text.replace("\r\n", "\n")))).strip()


async def fields(request: Request[Any, Any, Any]) -> dict[str, list[object]]:
    """Every field of the form sent, each with all its values."""
    return (await forms.form(request)).lists()


class Typed:
    """What was typed, by field, and what is wrong with it."""

    def __init__(self, fields: Mapping[str, Sequence[object]], viewer: Viewer) -> None:
        self.values = {name: [v for v in values if isinstance(v, str)] for name, values in fields.items()}
        self.typed: dict[str, str] = {name: values[-1] for name, values in self.values.items() if values}
        self.errors: dict[str, str] = {}
        self._say = viewer.say

    def text(self, name: str, most: int, least: int = 1) -> str:
        """One line of `least` to `most` characters."""
        return self._measured(name, clean(self.typed.get(name, "")).replace("\n", " "), most, least)

    def lines(self, name: str, most: int, least: int = 1) -> str:
        """Several lines."""
        return self._measured(name, clean(self.typed.get(name, "")), most, least)

    def _measured(self, name: str, text: str, most: int, least: int) -> str:
        if len(text) < least:
            self.errors[name] = self._say("This is needed.")
        elif len(text) > most:
            told = "At most %(most)s characters; there are %(count)s."
            self.errors[name] = self._say(told, most=most, count=len(text))
        return text

    def choice(self, name: str, among: Collection[str]) -> str:
        """One of the values offered."""
        value = self.typed.get(name, "")
        if value not in among:
            self.errors[name] = self._say("Choose one of these.")
            return ""
        return value

    def number(self, name: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self.typed.get(name, "").strip()
        if not NUMBER.fullmatch(value) or not value.isascii() or not least <= int(value) <= most:
            self.errors[name] = self._say("A whole number from %(least)s to %(most)s.", least=least, most=most)
            return least
        return int(value)

    def day(self, name: str) -> date | None:
        """A day as the browser's field sends it (2026-11-26) or as people write it (26/11/2026)."""
        value = self.typed.get(name, "").strip()
        if written := re.fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", value):
            value = f"{written[3]}-{int(written[2]):02}-{int(written[1]):02}"
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.errors[name] = self._say("A day, such as 26/11/2026.")
            return None
        if not 2000 <= day.year <= 2100:
            self.errors[name] = self._say("A day between 2000 and 2100.")
            return None
        return day

    def clock(self, name: str) -> time | None:
        """A time of day, such as 08:30."""
        value = self.typed.get(name, "").strip().replace("h", ":").replace("g", ":")
        if found := re.fullmatch(r"([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?", value):
            hour, minute = int(found[1]), int(found[2])
            if hour < 24 and minute < 60:
                return time(hour, minute)
        self.errors[name] = self._say("A time, such as 08:30.")
        return None

    def ticked(self, name: str) -> bool:
        return name in self.typed

    def all(self, name: str) -> list[str]:
        """Every value of a field that may be sent several times."""
        return self.values.get(name, [])
