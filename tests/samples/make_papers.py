"""Make the papers of the demo: `python -m tests.samples.make_papers [FOLDER]`.

    two text PDFs with tables, one scanned PDF (grey, grainy, a little askew), one DOCX

The same fonts and libraries make the same bytes: no clock, no randomness without a
seed. The results are committed in `meetings/papers/demo/`, so that the demo needs
neither this script nor its libraries.
"""

import io
import sys
import zipfile
from pathlib import Path

import docx
import numpy
import pypdfium2
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from PIL import Image, ImageFilter
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from tests.samples.paper_texts import BUDGET, EXAMPLE, REPORT, REVIEW, WATER, Heading, Paper, Table

HERE = Path(__file__).resolve().parents[2] / "meetings" / "papers" / "demo"
FACES = {"Serif": "Regular", "Serif-Bold": "Bold", "Serif-Italic": "Italic", "Serif-BoldItalic": "BoldItalic"}
NATION = "<b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br/><u><b>Độc lập - Tự do - Hạnh phúc</b></u>"


def fonts() -> None:
    """Liberation Serif: it has the widths of Times New Roman and every Vietnamese letter."""
    for name, face in FACES.items():
        file = next(iter(sorted(Path("/usr/share/fonts").rglob(f"LiberationSerif-{face}.ttf"))), None)
        if file is None:
            sys.exit("Liberation Serif is missing: apt install fonts-liberation")
        pdfmetrics.registerFont(TTFont(name, str(file)))
    pdfmetrics.registerFontFamily("Serif", "Serif", "Serif-Bold", "Serif-Italic", "Serif-BoldItalic")


BODY = ParagraphStyle("body", fontName="Serif", fontSize=13, leading=17, alignment=TA_JUSTIFY,
                      firstLineIndent=12.7 * mm, spaceAfter=6)
HEADING = ParagraphStyle("heading", BODY, spaceBefore=4, keepWithNext=True)
CENTRE = ParagraphStyle("centre", BODY, alignment=TA_CENTER, firstLineIndent=0, spaceAfter=0)
CELL = ParagraphStyle("cell", CENTRE, fontSize=12, leading=15)
WORDS = ParagraphStyle("words", CELL, alignment=0)
NUMBER = ParagraphStyle("number", CELL, alignment=TA_RIGHT)
SMALL = ParagraphStyle("small", BODY, fontSize=11, leading=14, firstLineIndent=0, alignment=0)


def lines(text: str) -> str:
    return text.replace("\n", "<br/>")


def head(paper: Paper) -> list[Flowable]:
    above, office = paper.office
    left = (f"{lines(above)}<br/>" if above else "") + f"<u><b>{lines(office)}</b></u><br/>{paper.number}"
    grid = Grid([[Paragraph(left, CELL), Paragraph(f"{NATION}<br/><i>{paper.dated}</i>", CELL)]],
                colWidths=[65 * mm, 100 * mm], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])
    title, about = paper.title
    return [grid, Spacer(1, 14), Paragraph(f"<b>{title}<br/>{lines(about)}</b>", CENTRE), Spacer(1, 12),
            *([Paragraph(f"<b>{lines(paper.to)}</b>", CENTRE), Spacer(1, 10)] if paper.to else [])]


def table(block: Table) -> list[Flowable]:
    head_row = [Paragraph(f"<b>{word}</b>", CELL) for word in block.head]
    rows = [[_cell(word, column, row) for column, word in enumerate(row)] for row in block.rows]
    grid = Grid([head_row, *rows], colWidths=[w * mm for w in block.widths], repeatRows=1, style=[
        ("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("BACKGROUND", (0, 0), (-1, 0), "#e9e9e9"), ("TOPPADDING", (0, 0), (-1, -1), 2),
    ])
    return [grid, Spacer(1, 10)]


def _cell(word: str, column: int, row: tuple[str, ...]) -> Paragraph:
    text = f"<b>{word}</b>" if row[0] in ("", "Cộng") else word
    plain = word.replace(".", "").replace(",", "").isdigit()
    return Paragraph(text, CELL if column == 0 else NUMBER if plain else WORDS)


def foot(paper: Paper) -> list[Flowable]:
    office, name = paper.signer
    receivers = "<b><i>Nơi nhận:</i></b><br/>- Như trên;<br/>- Đại biểu HĐND huyện;<br/>- Lưu: VT, Hồ sơ."
    grid = Grid([[Paragraph(receivers, SMALL), Paragraph(f"<b>{lines(office)}</b>", CELL)],
                 ["", Paragraph(f"<b>{name}</b>", CELL)]], colWidths=[85 * mm, 80 * mm], rowHeights=[None, 60],
                style=[("VALIGN", (0, 0), (-1, 0), "TOP"), ("VALIGN", (0, 1), (-1, 1), "BOTTOM")])
    return [Spacer(1, 8), KeepTogether([grid]), Spacer(1, 10), Paragraph(f"<i>{EXAMPLE}</i>", SMALL)]


def numbered(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """The number stands in the top margin's middle, from page two on."""
    if document.page > 1:
        canvas.setFont("Serif", 13)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 12 * mm, str(document.page))


def text_pdf(paper: Paper) -> bytes:
    target = io.BytesIO()
    document = SimpleDocTemplate(
        target, pagesize=A4, leftMargin=28 * mm, rightMargin=16 * mm, topMargin=20 * mm, bottomMargin=20 * mm,
        title=paper.name, author="Văn phòng HĐND và UBND huyện Vân Hồ", invariant=1, lang="vi",
    )
    story = head(paper)
    for block in paper.blocks:
        match block:
            case Heading(text):
                story.append(Paragraph(f"<b>{text}</b>", HEADING))
            case Table():
                story.extend(table(block))
            case text:
                story.append(Paragraph(text, BODY))
    document.build(story + foot(paper), onLaterPages=numbered)
    return target.getvalue()


def scanned_pdf(paper: Paper) -> bytes:
    """The same paper as an office scanner sends it: pictures only."""
    grain = numpy.random.default_rng(2026)
    pages = []
    for number, page in enumerate(pypdfium2.PdfDocument(text_pdf(paper))):
        drawn = page.render(scale=140 / 72, grayscale=True).to_pil()
        askew = drawn.rotate((0.6, -0.45, 0.3)[number % 3], Image.Resampling.BICUBIC, fillcolor=255)
        soft = numpy.asarray(askew.filter(ImageFilter.GaussianBlur(0.5)), dtype=float)
        shade = numpy.linspace(0, 9, soft.shape[1])[None, :]
        noise = grain.normal(0, 3.2, soft.shape)
        grey = numpy.clip(soft * 0.80 + 34 - shade + noise, 0, 255).astype(numpy.uint8)
        pages.append(Image.fromarray(grey))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setTitle(paper.name)
    for image in pages:
        photo = io.BytesIO()
        image.save(photo, "JPEG", quality=30, optimize=True)
        photo.seek(0)
        canvas.drawImage(ImageReader(photo), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def word_file(paper: Paper) -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    office = " ".join(part for part in paper.office if part).replace("\n", " ")
    for text, bold in ((f"{office}\n{paper.number}", True), (paper.dated, False),
                       ("\n".join(paper.title), True), (paper.to, True)):
        line = document.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.add_run(text).bold = bold
    for block in paper.blocks:
        match block:
            case Heading(text):
                document.add_paragraph().add_run(text).bold = True
            case Table(titles, rows):
                grid = document.add_table(0, len(titles), "Table Grid")
                for row in (titles, *rows):
                    for cell, word in zip(grid.add_row().cells, row, strict=True):
                        cell.text = word
            case text:
                document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    document.add_paragraph("\n\n".join(paper.signer)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph().add_run(EXAMPLE).italic = True
    document.core_properties.title = paper.name
    target = io.BytesIO()
    document.save(target)
    return undated(target.getvalue())


def undated(archive: bytes) -> bytes:
    """The same zip with every part dated 1980: no clock in the bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def main(folder: Path = HERE) -> None:
    fonts()
    folder.mkdir(parents=True, exist_ok=True)
    for paper, ending, make in ((BUDGET, "pdf", text_pdf), (REPORT, "pdf", text_pdf), (REVIEW, "pdf", scanned_pdf),
                                (WATER, "docx", word_file)):
        file = folder / f"{paper.file}.{ending}"
        file.write_bytes(make(paper))
        print(f"{file.stat().st_size:>8,} {file.name}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
