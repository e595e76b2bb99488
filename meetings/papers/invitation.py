"""The letter of invitation, form 1.7 (giấy mời; Decree 30/2020/NĐ-CP, annex III), as words for a printable page.

    letter(call, guest, signer, ...) ─▶ Letter: head, whom it invites, fields, signature

Who signs for whom stands before the office: TM. on behalf of a body, KT. in
place of its head.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from meetings.papers import official
from meetings.register.prepared import PreparedItem, PreparedMeeting

NAMED = 4                      # venues besides the main one; of more the letter says how many

FRAME = {
    "vi": {
        "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "motto": "Độc lập - Tự do - Hạnh phúc", "title": "GIẤY MỜI",
        "number": "Số: {number}/GM-{mark}", "dated": "{place}, {day}", "invites": "{body} trân trọng kính mời:",
        "to": "Tới dự:", "chair": "Chủ trì:", "time": "Thời gian:", "place": "Địa điểm:", "agenda": "Nội dung:",
        "at": "{clock}, {weekday}, {day}.", "join": "Tham dự trực tuyến:",
        "how": "Quét mã hoặc mở đường dẫn để đăng nhập, đọc tài liệu và trả lời giấy mời.",
        "reply": "Đề nghị trả lời giấy mời trước khi họp; nếu không dự được, xin cho biết lý do.",
        "receivers": "Nơi nhận:", "as-above": "- Như trên;", "file": "- Lưu: VT.", "venues": "; điểm cầu: {venues}",
        "many-venues": " và {count} điểm cầu trực tuyến",
    },
    "en": {
        "nation": "SOCIALIST REPUBLIC OF VIET NAM", "motto": "Independence - Freedom - Happiness",
        "title": "INVITATION",
        "number": "No. {number}/GM-{mark}", "dated": "{place}, {day}", "invites": "{body} has the honour to invite:",
        "to": "To attend:", "chair": "Chair:", "time": "Time:", "place": "Place:", "agenda": "Agenda:",
        "at": "{clock}, {weekday}, {day}.", "join": "On line:",
        "how": "Scan the code or open the link to sign in, read the papers and answer.",
        "reply": "Please answer before the meeting; if you cannot attend, say why.",
        "receivers": "Copies to:", "as-above": "- As above;", "file": "- File.", "venues": "; venues: {venues}",
        "many-venues": " and {count} halls on line",
    },
}
ON_BEHALF = {"HĐND": "TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN", "UBND": "TM. ỦY BAN NHÂN DÂN"}


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a letter names them."""

    name: str
    title: str                 # may be ""
    unit: str                  # name of the unit, may be ""


@dataclass(frozen=True, slots=True)
class Field:
    label: str                 # in bold
    text: str                  # may be "" when there are lines
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """All words of one letter, in the order of the form."""

    locale: str
    office: tuple[str, ...]    # capitals, one or two lines
    number: str
    nation: str
    motto: str
    dated: str                 # place and date, at the right
    title: str
    about: str
    invites: str
    guest: str                 # name, title, unit
    fields: tuple[Field, ...]
    join: str                  # label of the link
    how: str                   # what the QR code is for
    reply: str
    authority: tuple[str, ...] # lines over the signature, capitals
    signer: str
    receivers: tuple[str, ...] # the first is the label


def letter(
    meeting: PreparedMeeting,
    body: str,
    guest: Someone,
    chair: Someone,
    items: Sequence[PreparedItem] = (),
    venues: Sequence[str] = (),
    *,
    locale: str,
    zone: tzinfo,
    written: datetime,
    number: str = "……",
) -> Letter:
    """The letter by which `body` (its name) calls `guest`, signed by `chair`; `venues` besides the main one."""
    frame = FRAME[locale]
    full = official.written_out(body)
    return Letter(
        locale=locale,
        office=official.letterhead(body),
        number=frame["number"].format(number=number, mark=official.mark(body)),
        nation=frame["nation"],
        motto=frame["motto"],
        dated=frame["dated"].format(place=official.place(body), day=official.day(written, locale, zone)),
        title=frame["title"],
        about=meeting.title,
        invites=frame["invites"].format(body=full),
        guest=named(guest),
        fields=tuple(_fields(meeting, full, chair, items, venues, locale, zone)),
        join=frame["join"],
        how=frame["how"],
        reply=frame["reply"],
        authority=authority(official.mark(body), chair.title),
        signer=chair.name,
        receivers=(frame["receivers"], frame["as-above"], frame["file"]),
    )


def named(someone: Someone) -> str:
    """
    >>> named(Someone("Đinh Thị Ánh", "Đại biểu HĐND huyện", "Xã Mường Tè"))
    'Đinh Thị Ánh, Đại biểu HĐND huyện, Xã Mường Tè'
    """
    return ", ".join(part for part in (someone.name, someone.title, someone.unit) if part)


def authority(mark: str, title: str) -> tuple[str, ...]:
    """What stands over the signature.

    >>> authority("HĐND", "Phó Chủ tịch HĐND huyện")
    ('TM. THƯỜNG TRỰC HỘI ĐỒNG NHÂN DÂN', 'KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH')
    >>> authority("TAND", "Chánh án")
    ('CHÁNH ÁN',)
    """
    office = title.replace("HĐND", "|").replace("UBND", "|").split("|")[0].strip(" ,").upper() or title.upper()
    lines = [ON_BEHALF[mark]] if mark in ON_BEHALF else []
    if office.startswith("PHÓ "):
        lines.append("KT. " + office.removeprefix("PHÓ "))
    return (*lines, office) if office else tuple(lines)


def _fields(
    meeting: PreparedMeeting, body: str, chair: Someone, items: Sequence[PreparedItem], venues: Sequence[str],
    locale: str, zone: tzinfo,
) -> list[Field]:
    frame = FRAME[locale]
    known = body.casefold() in official.written_out(meeting.title).casefold()
    at, starts = frame["at"], meeting.starts_at
    at = at.format(
        clock=official.clock(starts, locale, zone), weekday=official.weekday(starts, locale, zone),
        day=official.day(starts, locale, zone),
    )
    key = "many-venues" if len(venues) > NAMED else "venues"
    place = meeting.place + (frame[key].format(venues="; ".join(venues), count=len(venues)) if venues else "")
    fields = [
        Field(frame["to"], official.stopped(meeting.title if known else f"{meeting.title}, {body}")),
        Field(frame["chair"], official.stopped(named(Someone(chair.name, chair.title, "")))),
        Field(frame["time"], at),
        Field(frame["place"], official.stopped(place)),
    ]
    if items:
        fields.append(Field(frame["agenda"], "", tuple(f"{item.number}. {item.title}" for item in items)))
    return fields
