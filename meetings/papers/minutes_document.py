"""The minutes as a Word file in the official form 1.9 (Decree 30/2020/NĐ-CP, annexes I and III).

    A4, margins 20 / 30 / 20 / 15 mm      Times New Roman 14, the nation's title 13
    head in two columns, rules under them page number centred in the top margin from page 2
    THƯ KÝ left, CHỦ TỌA right            then Nơi nhận

A reader without Times New Roman shows a face of the same widths. A draft says so in its title.
The same record makes the same bytes: the document carries no clock but the record's own.
"""

import io
import zipfile
from datetime import tzinfo
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as Align
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from meetings.papers.minutes_words import BLANK, Kind, Paragraph, Signature, Told, tell
from meetings.procedure.minutes import Minutes

FACE = "Times New Roman"
BODY = Pt(14)
HEAD = Pt(13)
SMALL = Pt(12)
INDENT = Cm(1.27)
COLUMNS = (Cm(6.2), Cm(10.3))
SIGNED = (Cm(8.25), Cm(8.25))
DRAFT = {"vi": "(Dự thảo)", "en": "(Draft)"}


def docx(minutes: Minutes, locale: str, zone: tzinfo, number: str = BLANK) -> bytes:
    """The minutes as the bytes of a DOCX."""
    told = tell(minutes, locale, zone, number)
    document = Document()
    _page(document, told)
    _head(document, told)
    _title(document, told)
    for paragraph in told.paragraphs:
        _paragraph(document, paragraph)
    _signatures(document, told)
    _receivers(document, told)
    written = minutes.closed_at or minutes.called_at
    properties = document.core_properties
    properties.title, properties.author, properties.comments = told.about, minutes.paper.body, ""
    properties.language = locale
    properties.created = properties.modified = written.replace(tzinfo=None)
    target = io.BytesIO()
    document.save(target)
    return _undated(target.getvalue())


def _page(document: Any, told: Told) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FACE, BODY
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FACE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN" if told.locale == "vi" else "en-GB")
    normal.element.get_or_add_rPr().append(language)
    normal.paragraph_format.space_before, normal.paragraph_format.space_after = Pt(0), Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    number = section.header.paragraphs[0]
    number.alignment = Align.CENTER
    _field(number, "PAGE")


def _field(paragraph: Any, instruction: str) -> None:
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        run = paragraph.add_run()
        run.font.size = HEAD
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _head(document: Any, told: Told) -> None:
    left, right = _columns(document, COLUMNS)
    for line in told.office:
        _line(left, line, HEAD, bold=True)
    _rule(left, 19)
    _line(left, told.number, HEAD)
    _line(right, told.nation, HEAD, bold=True)
    _line(right, told.motto, BODY, bold=True)
    _rule(right, 21)


def _title(document: Any, told: Told) -> None:
    _line(document, "", BODY)
    _line(document, told.title, BODY, bold=True)
    _line(document, told.about, BODY, bold=True)
    if not told.closed:
        _line(document, DRAFT[told.locale], BODY, italic=True)
    _rule(document, 68)
    _line(document, "", BODY)


def _paragraph(document: Any, paragraph: Paragraph) -> None:
    line = document.add_paragraph()
    line.alignment = Align.JUSTIFY
    line.paragraph_format.first_line_indent = INDENT
    line.paragraph_format.keep_with_next = paragraph.kind is Kind.HEADING
    if paragraph.label:
        label = line.add_run(paragraph.label + (" " if paragraph.spans else ""))
        label.bold = paragraph.kind is not Kind.ITEM
    for span in paragraph.spans:
        line.add_run(_writable(span.text)).italic = paragraph.kind is Kind.NOTE or None


def _writable(text: str) -> str:
    """Without the characters that XML has no place for."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c < "\ufffe"))


def _signatures(document: Any, told: Told) -> None:
    _line(document, "", SMALL)
    for cell, signature in zip(_columns(document, SIGNED), (told.secretary, told.chair), strict=True):
        _signature(cell, signature)


def _signature(cell: Any, signature: Signature) -> None:
    _line(cell, signature.office, BODY, bold=True, keep=True)
    _line(cell, signature.how, BODY, italic=True, keep=True)
    for _ in range(4):
        _line(cell, "", BODY, keep=True)
    _line(cell, signature.name, BODY, bold=True)


def _receivers(document: Any, told: Told) -> None:
    _line(document, "", SMALL, keep=True)
    label, *lines = told.receivers
    for number, text in enumerate((label, *lines)):
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        line.paragraph_format.keep_with_next = number < len(lines)
        run = line.add_run(text)
        run.font.size = SMALL if number == 0 else Pt(11)
        run.bold = run.italic = number == 0 or None


def _columns(document: Any, widths: tuple[Any, Any]) -> tuple[Any, Any]:
    """Two cells side by side, without borders; each begins with an empty first line that is used up."""
    table = document.add_table(1, 2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    cells = table.rows[0].cells
    whole = OxmlElement("w:cantSplit")
    table.rows[0]._tr.get_or_add_trPr().append(whole)
    for column, cell, width in zip(table.columns, cells, widths, strict=True):
        column.width = cell.width = width
    return cells[0], cells[1]


def _line(place: Any, text: str, size: Any, *, bold: bool = False, italic: bool = False, keep: bool = False) -> Any:
    first = place.paragraphs[0] if hasattr(place, "paragraphs") and hasattr(place, "width") else None
    line = first if first is not None and not first.runs and len(place.paragraphs) == 1 else place.add_paragraph()
    line.alignment = Align.CENTER
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.line_spacing = 1.0
    line.paragraph_format.keep_with_next = keep
    run = line.add_run(_writable(text))
    run.bold, run.italic, run.font.size = bold, italic, size
    return line


def _rule(place: Any, inset: float) -> None:
    """A rule under the line above, `inset` millimetres in from either side."""
    line = _line(place, "", Pt(2))
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Mm(inset)
    line.paragraph_format.line_spacing = Pt(4)           # exactly: an empty line is as high as the body's letters
    line.paragraph_format.space_after = Pt(6)
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("w:val", "single"), ("w:sz", "6"), ("w:space", "0"), ("w:color", "000000")):
        bottom.set(qn(name), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _undated(archive: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()
