"""A PDF's pages, drawn by PDFium. Runs inside `paging_worker` only.

Forms, scripts, links and embedded files are never set in motion: a page is what
stands on paper. PDFium is not thread-safe; here it has a process of its own.
"""

import unicodedata
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium_c
from PIL import Image

from meetings.papers import pictures
from meetings.papers.paged import LANDSCAPE, PAGES, PORTRAIT, TALLEST, Paged
from meetings.papers.refusals import Refused
from meetings.procedure.letters import composed

SIDE = 14_400                  # points: the longest side a page may have (5 m, the format's own bound)
TEXT = 60_000                  # characters of one page
SCAN_SHARE = 0.5               # of the page under one image: then it is a scan


def drawn(path: str, first: int) -> Iterator[Paged]:
    """The pages from `first` on. Raises `Refused`."""
    document = _opened(path)
    count = len(document)
    if not 0 < count <= PAGES:
        raise Refused("too-many-pages" if count else "damaged")
    for number in range(first, count + 1):
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError as error:
            raise Refused("damaged") from error
        try:
            yield _page(page, number, count)
        finally:
            page.close()


def _opened(path: str) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
        raise Refused("encrypted" if locked else "damaged") from error


def _page(page: pypdfium2.PdfPage, number: int, count: int) -> Paged:
    width, height = page.get_size()
    if not (1 <= width <= SIDE and 1 <= height <= SIDE):
        raise Refused("page-too-large")
    wanted = PORTRAIT if height >= width else LANDSCAPE
    scale = min(wanted / width, TALLEST / height)
    picture = _picture(page, scale, grey=False)
    if not pictures.is_coloured(picture):
        picture = _picture(page, scale, grey=True)      # PDFium's own grey letters need a seventh less than ours
    image = pictures.full(picture, drawn=not _is_scan(page, width * height))
    return Paged(number, count, _text(page), picture.width, picture.height, image, pictures.preview(picture))


def _picture(page: pypdfium2.PdfPage, scale: float, *, grey: bool) -> Image.Image:
    bitmap = page.render(scale=scale, grayscale=grey, may_draw_forms=False, draw_annots=True)
    try:
        drawn: Image.Image = bitmap.to_pil()
        return drawn.convert("L" if grey else "RGB")
    finally:
        bitmap.close()


def _is_scan(page: pypdfium2.PdfPage, area: float) -> bool:
    """One image covers the page (the text, if any, was laid under it by a reading machine)."""
    for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = thing.get_bounds()
        if (right - left) * (top - bottom) > SCAN_SHARE * area:
            return True
    return False


def _text(page: pypdfium2.PdfPage) -> str:
    """What can be read and searched: NFC, one line a line, no control characters."""
    reader = page.get_textpage()
    try:
        raw = reader.get_text_range(0, min(reader.count_chars(), TEXT)) if reader.count_chars() > 0 else ""
    finally:
        reader.close()
    joined = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\u00ad", "")
    kept = "".join(c for c in joined if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Cn", "Co"))
    return composed(kept).strip()
