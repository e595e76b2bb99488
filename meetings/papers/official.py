"""Times, numbers and names as official papers write them (Decree 30/2020/NĐ-CP, annex I).

Days below 10 and the months January and February get a leading 0, and so do
counts below 10; a body's name is written out; hours are *08 giờ 32 phút*.
"""

import re
from datetime import datetime, tzinfo

WEEKDAYS = {
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")
BODIES = {"HĐND": "Hội đồng nhân dân", "UBND": "Ủy ban nhân dân", "TAND": "Tòa án nhân dân"}
PLACE = re.compile(r"\s+(?=(?:tỉnh|thành phố|huyện|quận|thị xã|xã(?!\s+hội)|phường|thị trấn|đặc khu)\s)", re.IGNORECASE)

STOPS = (".", "?", "!", "…")   # what already ends a sentence


def stopped(text: str) -> str:
    """With a full stop, unless something ends it already.

    >>> stopped("Kỳ họp thứ 12"), stopped("Hội trường UBND TP."), stopped("Vì sao phải họp?")
    ('Kỳ họp thứ 12.', 'Hội trường UBND TP.', 'Vì sao phải họp?')
    """
    return text if text.endswith(STOPS) else f"{text}."


def clock(at: datetime, locale: str, zone: tzinfo) -> str:
    """
    >>> from datetime import UTC
    >>> at = datetime(2026, 11, 26, 8, 2, tzinfo=UTC)
    >>> clock(at, "vi", UTC), clock(at, "en", UTC)
    ('08 giờ 02 phút', '08:02')
    """
    here = at.astimezone(zone)
    return f"{here:%H} giờ {here:%M} phút" if locale == "vi" else f"{here:%H:%M}"


def day(at: datetime, locale: str, zone: tzinfo) -> str:
    """
    >>> from datetime import UTC
    >>> day(datetime(2026, 2, 5, tzinfo=UTC), "vi", UTC), day(datetime(2026, 3, 5, tzinfo=UTC), "vi", UTC)
    ('ngày 05 tháng 02 năm 2026', 'ngày 05 tháng 3 năm 2026')
    >>> day(datetime(2026, 2, 5, tzinfo=UTC), "en", UTC)
    '5 February 2026'
    """
    here = at.astimezone(zone)
    if locale == "vi":
        month = f"{here.month:02d}" if here.month <= 2 else str(here.month)
        return f"ngày {here.day:02d} tháng {month} năm {here.year}"
    return f"{here.day} {MONTHS[here.month - 1]} {here.year}"


def moment(at: datetime, locale: str, zone: tzinfo) -> str:
    """Clock and day together."""
    return f"{clock(at, locale, zone)}, {day(at, locale, zone)}"


def weekday(at: datetime, locale: str, zone: tzinfo) -> str:
    """
    >>> from datetime import UTC
    >>> weekday(datetime(2026, 11, 26, tzinfo=UTC), "vi", UTC)
    'thứ Năm'
    """
    return WEEKDAYS[locale][at.astimezone(zone).weekday()]


def number(value: int, locale: str) -> str:
    """
    >>> number(3, "vi"), number(31, "vi"), number(3, "en")
    ('03', '31', '3')
    """
    return f"{value:02d}" if locale == "vi" else str(value)


def duration(seconds: int, locale: str) -> str:
    """
    >>> duration(165, "vi"), duration(40, "vi"), duration(3_720, "en")
    ('02 phút 45 giây', '40 giây', '62 min 0 s')
    """
    minutes, rest = divmod(max(seconds, 0), 60)
    if locale == "vi":
        return f"{minutes:02d} phút {rest:02d} giây" if minutes else f"{rest:02d} giây"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def written_out(body: str) -> str:
    """
    >>> written_out("HĐND huyện Vân Hồ")
    'Hội đồng nhân dân huyện Vân Hồ'
    """
    return re.sub(r"\b(?:HĐND|UBND|TAND)\b", lambda found: BODIES[found.group()], body)


def letterhead(body: str) -> tuple[str, ...]:
    """A body's name as it stands over its papers: capitals, the place on a line of its own.

    >>> letterhead("HĐND huyện Vân Hồ")
    ('HỘI ĐỒNG NHÂN DÂN', 'HUYỆN VÂN HỒ')
    """
    return tuple(part.upper() for part in PLACE.split(written_out(body), maxsplit=1))


def mark(body: str) -> str:
    """The letters after the slash in a paper's number.

    >>> mark("HĐND huyện Vân Hồ"), mark("Ủy ban nhân dân xã Vân Hồ"), mark("Ban Kinh tế - Xã hội")
    ('HĐND', 'UBND', 'BKTXH')
    """
    office = PLACE.split(written_out(body), maxsplit=1)[0]
    for letters, words in BODIES.items():
        if office.startswith(words):
            return letters
    return "".join(word[0] for word in office.upper().split() if word[0].isalpha())[:8]


def place(body: str) -> str:
    """The place a body's papers are dated at.

    >>> place("HĐND huyện Vân Hồ"), place("UBND tỉnh Sơn La")
    ('Vân Hồ', 'Sơn La')
    """
    words = PLACE.split(written_out(body), maxsplit=1)[-1]
    found = re.match(r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu)\s+(.+)", words, re.IGNORECASE)
    return found.group(1) if found else words
