"""Files as strangers send them: made here, never stored."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterable

from PIL import Image
from reportlab.pdfgen.canvas import Canvas


async def stream(content: bytes, piece: int = 65_536) -> AsyncIterator[bytes]:
    for start in range(0, len(content), piece):
        yield content[start:start + piece]


def pdf(pages: int = 1, text: str = "Trang", size: tuple[float, float] = (595, 842)) -> bytes:
    """An honest PDF."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(70, size[1] - 70, f"{text} {number}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def raw_pdf(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(body))
    return body + head + table + tail


def pdf_of_pages(kids: bytes, count: int, *more: bytes) -> bytes:
    return raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), *more])


def pdf_with_content(content: bytes, resources: bytes = b"<<>>", *more: bytes, box: bytes = b"0 0 595 842") -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources %s>>" % (box, resources)
    packed = zlib.compress(content, 9)
    drawing = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed)
    return pdf_of_pages(b"3 0 R", 1, page, drawing, *more)


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are that many pixels."""
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(width + 1) * 50, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture(kind: str, size: tuple[int, int] = (600, 800), mode: str = "RGB", **options: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, 200 if mode == "L" else "white").save(target, kind, **options)
    return target.getvalue()


def office(parts: dict[str, bytes], kind: str = "word/document.xml") -> bytes:
    """A zip that passes for a DOCX."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", kind: b"<document/>", **parts}.items():
            archive.writestr(name, content)
    return target.getvalue()
