"""The picture of a page: the smallest encoding that stays legible.

    drawn text       a few greys, lossless        5 to 25 kB
    a coloured page  palette, lossless, or lossy  whichever is smaller
    a scan           paper made white, then a few greys lossless, or lossy: whichever is smaller

Lossless WebP has no halos around letters and is small where a page is mostly
white, so for text it beats every lossy codec. A scan is grain and never white:
first the paper's own shade is found and everything near it becomes white. A
photograph has no such shade; it is left as it is and goes lossy.

Only pixels are encoded: what a camera wrote beside them (place, time, device)
ends here.
"""

import io

from PIL import Image, ImageFilter, ImageOps

Picture = Image.Image

PREVIEW_WIDTH = 240            # pixels
PREVIEW_BYTES = 3_000
GREYS = 16                     # of drawn text
SCAN_GREYS = 8
LOSSY = 45                     # WebP quality
TINT = 24                      # difference of channels from which a pixel counts as coloured
TINTED = 0.002                 # share of coloured pixels from which the page does
BLANK = 0.60                   # share of pixels that are paper, from which a page is writing and no photograph


def full(page: Picture, *, drawn: bool) -> bytes:
    """A page's picture as WebP. `drawn`: made of letters and lines by a computer, not scanned."""
    colour = _is_coloured(page)
    candidates: list[Picture] = []
    if not colour:
        grey = page.convert("L")
        if drawn:
            candidates.append(_posterised(grey, GREYS))
        else:
            grey = _whitened(grey)
            if _paper_share(grey) > BLANK:
                candidates.append(_posterised(grey, SCAN_GREYS))
        lossy = grey
    else:
        lossy = page.convert("RGB")
        if drawn:
            candidates.append(lossy.quantize(64, dither=Image.Dither.NONE).convert("RGB"))
    encoded = [_lossless(picture) for picture in candidates]
    if not encoded or min(map(len, encoded)) > 30_000:
        encoded.append(_lossy(lossy, LOSSY))
    return min(encoded, key=len)


def preview(page: Picture) -> bytes:
    """The blurred first sight of a page: about 240 pixels wide, 3 kB at most."""
    width = PREVIEW_WIDTH
    while True:
        small = page.convert("RGB")
        small.thumbnail((width, width * 2), Image.Resampling.BOX)
        if not _is_coloured(small):
            small = small.convert("L")
        for quality in (40, 25, 12, 4):
            encoded = _lossy(small, quality)
            if len(encoded) <= PREVIEW_BYTES or width < 64:
                return encoded
        width = width * 3 // 4


def _is_coloured(page: Picture) -> bool:
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
    """The paper's shade made white and the ink's black, grain smoothed away."""
    calm = grey.filter(ImageFilter.MedianFilter(3))
    counts = calm.histogram()
    paper = max(range(128, 256), key=counts.__getitem__)
    spread = _spread(counts, paper)
    white = max(paper - 2 * spread, 96)
    black = min(_darkest(counts), white - 64)
    span = white - black
    table = [min(255, max(0, round((value - black) * 255 / span))) for value in range(256)]
    return ImageOps.autocontrast(calm.point(table), cutoff=0)


def _spread(counts: list[int], paper: int) -> int:
    """How far the paper's shade wavers: where fewer than a tenth of its pixels are left."""
    for distance in range(1, 64):
        if counts[max(paper - distance, 0)] < counts[paper] / 10:
            return distance
    return 64


def _darkest(counts: list[int]) -> int:
    """The shade below which only one pixel in a hundred lies."""
    total = sum(counts)
    seen = 0
    for value, count in enumerate(counts):
        seen += count
        if seen > total / 100:
            return value
    return 0


def _paper_share(grey: Picture) -> float:
    return sum(grey.histogram()[250:]) / (grey.width * grey.height)


def _lossless(picture: Picture) -> bytes:
    target = io.BytesIO()
    picture.convert("RGB").save(target, "WEBP", lossless=True, quality=60, method=4)
    return target.getvalue()


def _lossy(picture: Picture, quality: int) -> bytes:
    target = io.BytesIO()
    picture.convert("RGB").save(target, "WEBP", quality=quality, method=4)
    return target.getvalue()
