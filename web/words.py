"""The words on the screen, in the reader's language.

The English sentence is its own key; `catalogues/<language>/<area>.po` hold the
others, one file for each area. A ruling has a key of its own (`ruling:<code>`) and
so stands in the English catalogues too. A test finds any sentence that lacks one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "catalogues"
LOCALES = ("vi", "en")
NAMES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}

DAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Words:
    """One language: sentences, times and days."""

    locale: str
    sentences: Mapping[str, str]
    zone: ZoneInfo

    def gettext(self, sentence: str) -> str:
        return self.sentences.get(sentence, sentence)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Vietnamese has one form, English two."""
        return self.sentences.get(one) or (one if n == 1 else many)

    def say(self, sentence: str, **fields: object) -> str:
        """The sentence in this language, its `%(name)s` filled in."""
        return self.gettext(sentence) % fields if fields else self.gettext(sentence)

    def ruling(self, code: str) -> str:
        """Why a request was out of order, as told to people."""
        return self.sentences.get(f"ruling:{code}", code)

    def here(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def clock(self, at: datetime) -> str:
        """09:42"""
        return self.here(at).strftime("%H:%M")

    def clock_s(self, at: datetime) -> str:
        """10:32:07"""
        return self.here(at).strftime("%H:%M:%S")

    def day(self, at: datetime | date) -> str:
        """26/11/2026"""
        return self._date(at).strftime("%d/%m/%Y")

    def longday(self, at: datetime | date) -> str:
        """thứ Năm, 26/11/2026"""
        day = self._date(at)
        return f"{(DAYS_VI if self.locale == 'vi' else DAYS_EN)[day.weekday()]}, {day:%d/%m/%Y}"

    def size(self, count: int) -> str:
        """Bytes as people read them: 3,1 MB in Vietnamese, 3.1 MB in English."""
        for unit, step in (("GB", 10**9), ("MB", 10**6)):
            if count >= step:
                text = f"{count / step:.1f} {unit}"
                return text.replace(".", ",") if self.locale == "vi" else text
        return f"{max(1, round(count / 1000))} kB"

    def span(self, seconds: float) -> str:
        """2:10"""
        whole = max(0, int(seconds))
        return f"{whole // 60}:{whole % 60:02d}"

    def _date(self, at: datetime | date) -> date:
        return self.here(at).date() if isinstance(at, datetime) else at


@cache
def sentences(locale: str) -> Mapping[str, str]:
    """All catalogues of one language in one."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / locale).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=locale):
                if not message.id:
                    continue
                key = message.id if isinstance(message.id, str) else message.id[0]
                text = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
                if text:
                    found[key] = text
    return found


@cache
def of(locale: str, timezone: str = "Asia/Ho_Chi_Minh") -> Words:
    """The words of a language; of Vietnamese when it is not one of ours."""
    known = locale if locale in LOCALES else LOCALES[0]
    return Words(known, sentences(known), ZoneInfo(timezone))


def preferred(accept_language: str, default: str) -> str:
    """The first of our languages that the browser asks for.

    >>> preferred("fr, en;q=0.8", "vi")
    'en'
    >>> preferred("", "vi")
    'vi'
    """
    for part in accept_language[:200].split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in LOCALES:
            return tag
    return default


def utc_now() -> datetime:
    """Now, to the whole millisecond, as the record keeps it."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
