"""What a file is, judged by its bytes; its name can only make it refused.

    PDF, PNG, JPEG, WebP, TIFF   become pages
    DOCX, XLSX, PPTX, ODT, ...   are kept for download, after a look at the zip's
                                 table of contents: nothing is ever unpacked here
    a program, a script          is refused: nobody's paper runs when it is opened
    anything else                is kept as an attachment without a type: an SVG or
                                 an HTML page is a program, too, but browsers are told
                                 not to run it

A file that is two things at once (a page of HTML with a PDF behind it) is not a
PDF: the signature must be its very first bytes. A file whose name promises a
kind that it is not is refused, because people trust endings.
"""

from enum import StrEnum
from pathlib import Path

from meetings.papers import archives, names
from meetings.papers.refusals import Refused

HEAD = 128                     # bytes that decide; where the signature stands if at all
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"    # eicar.org
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
            b"L\0\0\0\x01\x14\x02\0")           # Windows, Linux, scripts, Java or macOS, macOS twice, a shortcut
RUN = frozenset(("exe", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "hta", "lnk", "jar",
                 "apk", "sh", "reg", "cpl", "dll"))
CABINET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"   # OLE: .doc and .xls of old, and Office files with a password


class Kind(StrEnum):
    """Each with the media type it is served under."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    OTHER = "application/octet-stream"


PICTURES = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.TIFF})
PAGED = PICTURES | {Kind.PDF}
OFFICE = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ODP})
PROMISED = {
    "pdf": {Kind.PDF}, "png": PICTURES, "jpg": PICTURES, "jpeg": PICTURES, "webp": PICTURES, "tif": PICTURES,
    "tiff": PICTURES, "docx": {Kind.DOCX}, "xlsx": {Kind.XLSX}, "pptx": {Kind.PPTX}, "odt": {Kind.ODT},
    "ods": {Kind.ODS}, "odp": {Kind.ODP},
}
PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX, "ppt/presentation.xml": Kind.PPTX}
OPEN_DOCUMENT = {kind.value.encode(): kind for kind in (Kind.ODT, Kind.ODS, Kind.ODP)}


def sniff(head: bytes) -> Kind | None:
    """The kind by the first bytes; None for a zip, which must be looked into."""
    if head.startswith(b"%PDF-"):
        return Kind.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Kind.WEBP
    if head[:4] in (b"II*\x00", b"MM\x00*"):
        return Kind.TIFF
    return None if head.startswith(b"PK\x03\x04") else Kind.OTHER


def of(path: Path, filename: str) -> Kind:
    """What the file at `path` is. It blocks for a moment: call it in a thread.

    Raises:
        Refused: empty, a program, not what its ending says, locked, a bomb, or with macros.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Refused("empty")
    if EICAR in head:
        raise Refused("malware")
    ending = names.ending(filename)
    if head.startswith(PROGRAMS) or ending in RUN:
        raise Refused("program")
    promised = PROMISED.get(ending)
    kind = sniff(head) or _in_the_zip(path)
    if promised and kind not in promised:
        locked = head.startswith(CABINET) and promised <= OFFICE
        raise Refused("encrypted" if locked else "not-what-it-says")
    return kind


def _in_the_zip(path: Path) -> Kind:
    contents = archives.contents(path)
    for part, kind in PARTS.items():
        if part in contents.names and "[Content_Types].xml" in contents.names:
            contents.check_office()
            return kind
    kind = OPEN_DOCUMENT.get(contents.first_words, Kind.OTHER)
    if kind is not Kind.OTHER:
        contents.check_office()
    return kind
