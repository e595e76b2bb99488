"""Pages, drawn by a process that may die. Hostile files end in a code, never in a stall."""

import io
import unicodedata
import zlib
from collections.abc import Awaitable

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from meetings.papers import demo, paging
from meetings.papers.kinds import Kind
from meetings.papers.paged import Paged
from meetings.papers.refusals import CODES, Refused
from tests.papers import strangers


@pytest.fixture
def paged(tmp_path):
    async def paged(content: bytes, kind: Kind = Kind.PDF, first: int = 1, life: float = paging.LIFE) -> list[Paged]:
        (tmp_path / "paper").write_bytes(content)
        return [page async for page in paging.pages(tmp_path / "paper", kind, first, life=life)]

    return paged


@pytest.fixture
def refusal(paged):
    async def refusal(content: bytes, kind: Kind = Kind.PDF, **options: object) -> str:
        with pytest.raises(Refused) as refused:
            await paged(content, kind, **options)
        assert refused.value.code in CODES
        return refused.value.code

    return refusal


def opened(webp: bytes) -> Image.Image:
    return Image.open(io.BytesIO(webp), formats=["WEBP"])


async def test_a_pdf_becomes_pages_with_exact_vietnamese_text():
    pages = [page async for page in paging.pages(demo.BUDGET, Kind.PDF)]

    text = " ".join(page.text for page in pages).replace("\n", " ")
    assert [(page.number, page.of) for page in pages] == [(1, 3), (2, 3), (3, 3)]
    assert "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015" in text
    assert "vướng mắc mặt bằng tại 03 bản" in text
    assert "Xã Mường Tè" in text
    assert text == unicodedata.normalize("NFC", text)


async def test_pages_are_small_and_previews_smaller():
    for paper, count in ((demo.REPORT, 2), (demo.BUDGET, 3), (demo.REVIEW, 2)):
        pages = [page async for page in paging.pages(paper, Kind.PDF)]
        assert len(pages) == count
        for page in pages:
            assert len(page.image) < 50_000
            assert len(page.preview) <= 3_000
            assert opened(page.image).size == (page.width, page.height) == (1_000, 1_415)
            assert opened(page.preview).width <= 240


async def test_a_scan_has_pictures_and_no_text():
    pages = [page async for page in paging.pages(demo.REVIEW, Kind.PDF)]

    assert [page.text for page in pages] == ["", ""]


async def test_drawing_goes_on_from_any_page(paged):
    pages = await paged(strangers.pdf(5), first=4)

    assert [(page.number, page.text) for page in pages] == [(4, "Trang 4"), (5, "Trang 5")]


async def test_a_long_document_is_drawn_by_several_workers(paged, monkeypatch, tmp_path):
    short = tmp_path / "short.py"
    short.write_text("import sys; from meetings.papers import paging_worker as w; w.STRETCH = 0.0; w.confine();"
                     "w.work(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.stdout.buffer)")
    monkeypatch.setattr(paging, "WORKER", (str(short),))

    assert [page.number for page in await paged(strangers.pdf(4))] == [1, 2, 3, 4]


@pytest.mark.parametrize("kind", [Kind.PNG, Kind.JPEG, Kind.WEBP, Kind.TIFF], ids=lambda kind: kind.name)
async def test_a_picture_is_a_page(paged, kind):
    [page] = await paged(strangers.picture(kind.name, (2_000, 3_000)), kind)

    assert (page.number, page.of, page.text, page.width, page.height) == (1, 1, "", 1_000, 1_500)


async def test_every_picture_in_a_tiff_is_a_page(paged):
    target = io.BytesIO()
    leaves = [Image.new("L", (500, 700), shade) for shade in (250, 128, 0)]
    leaves[0].save(target, "TIFF", save_all=True, append_images=leaves[1:])

    assert [page.number for page in await paged(target.getvalue(), Kind.TIFF)] == [1, 2, 3]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "I;16", "CMYK"])
async def test_every_kind_of_pixel_becomes_a_page_on_white(paged, mode):
    target = io.BytesIO()
    Image.new(mode, (300, 400)).save(target, "TIFF" if mode == "CMYK" else "PNG")

    [page] = await paged(target.getvalue(), Kind.TIFF if mode == "CMYK" else Kind.PNG)
    clear = mode in ("LA", "RGBA")
    assert (opened(page.image).convert("L").getpixel((150, 200)) > 128) == (clear or mode == "CMYK")


async def test_a_photograph_stands_upright_and_keeps_nothing_of_where_it_was_taken(paged):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (20.0, 46.0, 30.0)
    content = strangers.picture("JPEG", (1_200, 800), exif=exif)

    [page] = await paged(content, Kind.JPEG)
    assert page.height > page.width
    assert b"EXIF" not in page.image
    assert not opened(page.image).getexif()


async def test_colour_stays_colour(paged):
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    canvas.setFillColorRGB(0.8, 0, 0)
    canvas.rect(100, 300, 300, 300, fill=1)
    canvas.save()

    [page] = await paged(target.getvalue())
    red, green, _ = opened(page.image).convert("RGB").getpixel((400, 650))
    assert red > green + 100


async def test_scripts_and_embedded_files_are_left_behind(paged):
    content = strangers.raw_pdf([
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"
        b"/Names<</EmbeddedFiles<</Names[(a.exe)4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        b"<</Type/Filespec/F(a.exe)/EF<</F 5 0 R>>>>", b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream",
    ])

    [page] = await paged(content)
    assert page.text == ""
    assert b"alert" not in page.image


async def test_a_pdf_with_a_password_is_encrypted(refusal):
    target = io.BytesIO()
    canvas = Canvas(target, encrypt=StandardEncryption("secret", "owner", strength=128))
    canvas.drawString(70, 700, "x")
    canvas.save()

    assert await refusal(target.getvalue()) == "encrypted"


@pytest.mark.parametrize(("content", "codes"), [
    pytest.param(b"%PDF-1.7\n", {"damaged"}, id="nothing but a head"),
    pytest.param(strangers.pdf()[:400], {"damaged"}, id="truncated"),
    pytest.param(strangers.pdf_of_pages(b"", 0), {"damaged"}, id="no pages"),
    pytest.param(strangers.pdf_of_pages(b"3 0 R", 1_000_000, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
                 {"too-many-pages"}, id="a million pages claimed"),
    pytest.param(strangers.pdf_of_pages(b"2 0 R", 5), {"damaged"}, id="a page tree that bites its tail"),
    pytest.param(strangers.pdf_with_content(b"", box=b"0 0 900000 900000"), {"page-too-large"}, id="300 metres wide"),
])
async def test_a_hostile_pdf_is_refused(refusal, content, codes):
    assert await refusal(content) in codes


async def outcome(pages: Awaitable[list[Paged]]) -> int | str:
    """How many pages, or why none."""
    try:
        return len(await pages)
    except Refused as refused:
        return refused.code


async def test_an_xref_that_points_to_itself_ends(paged):
    content = strangers.pdf()
    at = content.rfind(b"startxref")
    place = content[at + 10:].split(b"\n")[0]
    looped = content.replace(b"/Size", b"/Prev " + place + b" /Size")

    assert await outcome(paged(looped)) in {1, "damaged"}


def bitmap(width: int, height: int) -> bytes:
    packed = zlib.compress(bytes(1 << 20), 9)
    return (b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
            b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (width, height, len(packed), packed))


async def test_a_picture_of_gigabytes_in_a_pdf_costs_no_more_than_its_worker(paged):
    drawing, resources = b"595 0 0 842 0 0 cm /I Do", b"<</XObject<</I 5 0 R>>>>"

    content = strangers.pdf_with_content(drawing, resources, bitmap(30_000, 30_000))
    assert await outcome(paged(content)) in {1, "too-heavy", "damaged"}


def laughter(depth: int, times: int) -> bytes:
    """Forms that draw forms that draw forms: ten to the depth in the end."""
    forms = []
    for level in range(depth):
        inside = b"/F Do " * times if level < depth - 1 else b"0 0 m 500 800 l S "
        resources = b"<</XObject<</F %d 0 R>>>>" % (6 + level)
        forms.append(b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources %s/Length %d>>stream\n%s\nendstream"
                     % (resources, len(inside), inside))
    return strangers.pdf_with_content(b"/F Do", b"<</XObject<</F 5 0 R>>>>", *forms)


async def test_a_page_that_never_ends_is_given_up(refusal):
    assert await refusal(laughter(12, 12), life=4.0) in {"too-slow", "too-heavy"}


@pytest.mark.parametrize(("body", "code"), [
    ("import time; time.sleep(600)", "too-slow"),
    ("import os; os.kill(os.getpid(), 9)", "too-slow"),
    ("import os; os.abort()", "too-heavy"),
    ("raise SystemExit(3)", "damaged"),
    ("import sys; sys.stdout.buffer.write(b'\\xff' * 100)", "damaged"),
    ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2[]')", "damaged"),
    ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\2{]')", "damaged"),
    ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x13{\"refused\":\"hacked\"}')", "damaged"),
    ("import sys; sys.stdout.buffer.write(b'\\0\\0\\0\\x0c{\"end\":true}')", "damaged"),
])
async def test_whatever_becomes_of_a_worker_the_house_stands(refusal, monkeypatch, tmp_path, body, code):
    (tmp_path / "worker.py").write_text(body)
    monkeypatch.setattr(paging, "WORKER", (str(tmp_path / "worker.py"),))

    assert await refusal(b"x", life=1.5) == code


@pytest.mark.parametrize(("content", "kind", "code"), [
    (strangers.png_that_claims(60_000, 60_000), Kind.PNG, "picture-too-large"),
    (strangers.png_that_claims(8_000, 8_000), Kind.PNG, "picture-too-large"),
    (strangers.picture("PNG")[:200], Kind.PNG, "damaged"),
    (strangers.picture("JPEG")[:300], Kind.JPEG, "damaged"),
    (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.WEBP, "damaged"),
    (b"II*\x00" + b"\xff" * 60, Kind.TIFF, "damaged"),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG, "damaged"),
])
async def test_a_hostile_picture_is_refused(refusal, content, kind, code):
    assert await refusal(content, kind) == code


async def test_the_worker_may_write_nothing_and_use_half_a_gigabyte(paged, monkeypatch, tmp_path):
    probe = tmp_path / "probe.py"
    probe.write_text(
        "import sys, json\nfrom meetings.papers import paging_worker as w\nw.confine()\n"
        "try:\n    bytearray(600 << 20); code = 'bomb'\nexcept MemoryError:\n    code = 'too-heavy'\n"
        f"try:\n    open({str(tmp_path / 'out')!r}, 'wb', 0).write(b'x'); code = 'bomb'\nexcept OSError:\n    pass\n"
        "w.say(sys.stdout.buffer, {'refused': code})\n"
    )
    monkeypatch.setattr(paging, "WORKER", (str(probe),))

    with pytest.raises(Refused, match="too-heavy"):
        await paged(b"x")
