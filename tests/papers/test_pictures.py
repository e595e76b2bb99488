"""The smallest encoding that stays legible."""

import io

import numpy
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageStat

from meetings.papers import demo, pictures


@pytest.fixture(scope="module")
def page():
    drawn = pypdfium2.PdfDocument(demo.REPORT)[0]
    return drawn.render(scale=1_000 / drawn.get_width()).to_pil().convert("RGB")


def scanned(page: Image.Image) -> Image.Image:
    """As a scanner sees it: grey paper, grain."""
    grain = numpy.random.default_rng(7).normal(0, 4, (page.height, page.width, 1))
    return Image.fromarray(numpy.clip(numpy.asarray(page, float) * 0.8 + 36 + grain, 0, 255).astype(numpy.uint8))


def sealed(page: Image.Image) -> Image.Image:
    stamped = page.copy()
    ImageDraw.Draw(stamped).ellipse((560, 1_000, 760, 1_200), outline=(205, 30, 40), width=12)
    return stamped


def seen(webp: bytes) -> Image.Image:
    return Image.open(io.BytesIO(webp)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of greys, 0 to 255."""
    return ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0]


def test_a_drawn_page_stays_what_it_is_in_four_greys(page):
    webp = pictures.full(page, drawn=True)

    assert len(webp) < 37_000
    assert len(seen(webp).convert("L").getcolors()) == 4
    assert difference(seen(webp), page) < 3


def test_a_scan_becomes_black_on_white_and_smaller_than_any_lossy_one(page):
    scan = scanned(page)
    webp = pictures.full(scan, drawn=False)

    assert seen(webp).getpixel((20, 20)) == (255, 255, 255)
    assert len(webp) < len(pictures._lossy(scan, 45)) * 0.8
    assert difference(seen(webp), page) < difference(scan, page)


@pytest.mark.parametrize("drawn", [True, False])
def test_a_red_seal_stays_red_and_the_letters_beside_it_cost_no_more(page, drawn):
    plain, stamped = (page, sealed(page)) if drawn else (scanned(page), scanned(sealed(page)))
    webp = pictures.full(stamped, drawn=drawn)

    red, green, blue = seen(webp).getpixel((660, 1_006))
    assert red > green + 80
    assert red > blue + 80
    assert len(webp) < len(pictures.full(plain, drawn=drawn)) * 1.25


def test_a_photograph_keeps_its_shades(page):
    shades = numpy.linspace(20, 230, 1_000)[None, :].repeat(1_400, 0)
    photo = Image.fromarray(shades.astype(numpy.uint8))
    webp = pictures.full(photo, drawn=False)

    assert difference(seen(webp), photo) < 4
    assert len(seen(webp).convert("L").getcolors()) > 50


def test_faint_pencil_is_not_taken_for_paper(page):
    faint = scanned(page)
    ImageDraw.Draw(faint).line((100, 1_300, 900, 1_300), fill=(185, 185, 185), width=5)
    webp = pictures.full(faint, drawn=False)

    assert max(seen(webp).getpixel((500, 1_300))) < 200


@pytest.mark.parametrize("size", [(1_000, 1_415), (1_300, 900), (40, 3_000), (1, 1)])
def test_a_preview_is_never_more_than_three_kilobytes(size):
    noise = numpy.random.default_rng(3).integers(0, 255, (*size[::-1], 3), dtype=numpy.uint8)

    webp = pictures.preview(Image.fromarray(noise))
    assert len(webp) <= 3_000
    assert seen(webp).width <= 240
