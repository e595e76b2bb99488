"""What a file is, by its bytes."""

import io
import zipfile

import pytest

from meetings.papers import kinds
from meetings.papers.kinds import Kind
from meetings.papers.refusals import Refused
from tests.papers.strangers import office, pdf, picture

ODT = "application/vnd.oasis.opendocument.text"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def of(tmp_path, content: bytes, name: str) -> Kind:
    (tmp_path / "file").write_bytes(content)
    return kinds.of(tmp_path / "file", name)


def open_document() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", "<office/>")
    return target.getvalue()


@pytest.mark.parametrize(("content", "name", "kind"), [
    (pdf(), "a.pdf", Kind.PDF), (pdf(), "no ending", Kind.PDF),
    (picture("PNG"), "a.png", Kind.PNG), (picture("JPEG"), "a.jpg", Kind.JPEG), (picture("WEBP"), "a.webp", Kind.WEBP),
    (picture("TIFF"), "a.tif", Kind.TIFF), (picture("JPEG"), "a.png", Kind.JPEG),
    (office({}), "a.docx", Kind.DOCX), (office({}, "xl/workbook.xml"), "a.xlsx", Kind.XLSX),
    (office({}, "ppt/presentation.xml"), "a.pptx", Kind.PPTX), (open_document(), "a.odt", Kind.ODT),
    (office({"word/embeddings/sheet.xlsx": b"PK"}), "a.docx", Kind.DOCX),
], ids=lambda value: value.name if isinstance(value, Kind) else value if isinstance(value, str) else "")
def test_a_paper_is_known_by_its_bytes(tmp_path, content, name, kind):
    assert of(tmp_path, content, name) is kind


@pytest.mark.parametrize(("content", "name"), [
    (SVG, "a.svg"), (HTML, "a.html"), (HTML + pdf(), "page.html"), (b"plain words", "a.txt"),
    (kinds.CABINET, "old.doc"),
])
def test_what_is_no_paper_is_an_attachment_without_a_type(tmp_path, content, name):
    assert of(tmp_path, content, name) is Kind.OTHER
    assert Kind.OTHER.value == "application/octet-stream"


@pytest.mark.parametrize(("content", "name", "code"), [
    (b"", "a.pdf", "empty"),
    (HTML, "a.pdf", "not-what-it-says"), (HTML + pdf(), "polyglot.pdf", "not-what-it-says"),
    (SVG, "a.png", "not-what-it-says"), (pdf(), "a.docx", "not-what-it-says"),
    (office({}), "a.xlsx", "not-what-it-says"),
    (kinds.CABINET + bytes(500), "locked.docx", "encrypted"),
    (office({})[:200], "cut.docx", "damaged"), (b"PK\x03\x04" + bytes(2_000), "a.docx", "damaged"),
    (office({"word/vbaProject.bin": b"x"}), "a.docx", "has-macros"),
    (b"MZ\x90\0", "letter.pdf", "program"), (b"\x7fELF\2", "letter", "program"), (b"#!/bin/sh\n", "a.txt", "program"),
    (b"words", "letter.pdf.exe", "program"), (b"WScript.Echo", "letter.vbs", "program"),
    (b"L\0\0\0\x01\x14\x02\0" + bytes(50), "letter.docx", "program"),
    (EICAR, "letter.pdf", "malware"), (EICAR + b"\r\n", "eicar.com", "malware"),
    (b"\xef\xbb\xbf" + EICAR, "a.txt", "malware"),
])
def test_what_is_not_what_it_says_is_refused_with_a_code(tmp_path, content, name, code):
    with pytest.raises(Refused) as refused:
        of(tmp_path, content, name)
    assert refused.value.code == code


def test_a_polyglot_that_begins_as_a_pdf_is_served_as_a_pdf_only(tmp_path):
    assert of(tmp_path, pdf() + HTML, "a.pdf") is Kind.PDF
    assert of(tmp_path, pdf() + office({}), "a.pdf") is Kind.PDF
