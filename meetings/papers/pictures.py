"""The picture of a page: the smallest encoding that stays legible.

    drawn text       4 greys, lossless            10 kB, 33 kB when closely written
    drawn pictures   16 greys or 64 colours, lossless, or lossy: whichever is smaller
    a scan           paper made white, 4 greys lossless, or lossy: whichever is smaller
    a photograph     lossy

Lossless WebP has no halos around letters and is small where a page is mostly
white: for text it needs a third of what any lossy codec does, and 4 greys look
like 256 at the size of a letter. A scan is grain and never white: first the paper's
own shade is found and all near it becomes white. Nothing is smoothed: a filter
that takes the grain takes the hook from *hỏi* as well, and *thẩm* reads *thấm*.

Only pixels are encoded: what a camera wrote beside them (place, time, device)
ends here.
"""

import io

from PIL import Image

Picture = Image.Image

PREVIEW_WIDTH = 240            # pixels
PREVIEW_BYTES = 3_000
GREYS = 4                      # of writing, drawn or scanned
INK = 24                       # shades above the darkest that still count as black in a scan
PAPER = 8                      # shades below its grain that still count as paper
SHADES = 16                    # of a drawn page with more on it than text
COLOURS = 64
LOSSY = 45                     # WebP quality
LOSSY_SCAN = 30
SMALL = 24_000                 # bytes below which nothing smaller is looked for
TINT = 24                      # difference of channels from which a pixel counts as coloured
TINTED = 0.002                 # share of coloured pixels from which the page does
SHADED = 0.20                  # share of pixels between black and white from which a page is more than text
BLANK = 0.60                   # share of pixels that are paper, from which a page is writing and no photograph


def full(page: Picture, *, drawn: bool) -> bytes:
    """A page's picture as WebP. `drawn`: made of letters and lines by a computer, not scanned."""
    if drawn:
        encoded = _drawn(page)
    elif is_coloured(page):
        encoded = [_lossy(page, LOSSY)]
    else:
        encoded = _scanned(page.convert("L"))
    return min(encoded, key=len)


def _drawn(page: Picture) -> list[bytes]:
    if is_coloured(page):
        picture = page.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    else:
        grey = page.convert("L")
        picture = _posterised(grey, SHADES if _shaded(grey) > SHADED else GREYS)
    lossless = _lossless(picture)
    return [lossless] if len(lossless) < SMALL else [lossless, _lossy(page, LOSSY)]


def _scanned(grey: Picture) -> list[bytes]:
    white = _whitened(grey)
    if _paper_share(white) < BLANK:
        return [_lossy(grey, LOSSY)]
    return [_lossless(_posterised(white, GREYS)), _lossy(white, LOSSY_SCAN)]


def preview(page: Picture) -> bytes:
    """The blurred first sight of a page: about 240 pixels wide, 3 kB at most."""
    width = PREVIEW_WIDTH
    while True:
        small = page.convert("RGB")
        small.thumbnail((width, width * 2), Image.Resampling.BOX)
        if not is_coloured(small):
            small = small.convert("L")
        for quality in (40, 25, 12, 4):
            encoded = _lossy(small, quality)
            if len(encoded) <= PREVIEW_BYTES or width < 64:
                return encoded
        width = width * 3 // 4


def is_coloured(page: Picture) -> bool:
    if page.mode in ("L", "1"):
        return False
    sample = page.convert("RGB")
    sample.thumbnail((400, 400), Image.Resampling.BOX)
    _, blue, red = sample.convert("YCbCr").split()
    tinted = sum(
        sum(channel.histogram()[: 128 - TINT // 2]) + sum(channel.histogram()[128 + TINT // 2:])
        for channel in (blue, red)
    )
    return tinted > TINTED * sample.width * sample.height


def _posterised(grey: Picture, levels: int) -> Picture:
    """Only so many shades, black and white among them."""
    step = 255 / (levels - 1)
    return grey.point([round(round(value / step) * step) for value in range(256)])


def _whitened(grey: Picture) -> Picture:
    """The paper's shade made white, the ink's black."""
    counts = grey.histogram()
    paper = max(range(128, 256), key=counts.__getitem__)
    white = max(paper - _wavering(counts, paper) - PAPER, 96)
    black = min(_darkest(counts) + INK, white - 64)
    span = white - black
    return grey.point([min(255, max(0, round((value - black) * 255 / span))) for value in range(256)])


def _wavering(counts: list[int], paper: int) -> int:
    """How far below its commonest shade the paper's own grain and shadow reach (in shades, 8 to 64)."""
    for distance in range(8, 64):
        if counts[max(paper - distance, 0)] < counts[paper] / 40:
            return distance
    return 64


def _darkest(counts: list[int]) -> int:
    """The shade below which only one pixel in a hundred lies."""
    wanted = sum(counts) / 100
    for value, count in enumerate(counts):
        wanted -= count
        if wanted < 0:
            return value
    return 0


def _paper_share(grey: Picture) -> float:
    return sum(grey.histogram()[250:]) / (grey.width * grey.height)


def _shaded(grey: Picture) -> float:
    return sum(grey.histogram()[24:232]) / (grey.width * grey.height)


def _lossless(picture: Picture) -> bytes:
    target = io.BytesIO()
    picture.convert("RGB").save(target, "WEBP", lossless=True, quality=80, method=4)
    return target.getvalue()


def _lossy(picture: Picture, quality: int) -> bytes:
    target = io.BytesIO()
    picture.convert("RGB").save(target, "WEBP", quality=quality, method=4)
    return target.getvalue()
