"""The picture of a page: the smallest encoding that stays legible.

    drawn text       4 greys, lossless              10 kB, 33 kB when closely written
    drawn pictures   16 greys or 64 colours, lossless, or lossy: whichever is smaller
    a scan           paper made white, then like drawn text: 20 to 47 kB
    a photograph     lossy

Lossless WebP has no halos around letters and is small where a page is mostly
white: for text it needs a third of what any lossy codec does, and 4 greys look
like 256 at the size of a letter. A scan is grain and never white: first the paper's
own shade is found and all near it becomes white. Nothing is smoothed: a filter
that takes the grain takes the hook from *hỏi* as well, and *thẩm* reads *thấm*.
Where a page is tinted (the red seal, the blue signature) the colour stays, in
4 steps a channel; the letters beside it are grey all the same.

Only pixels are encoded: what a camera wrote beside them (place, time, device)
ends here.
"""

import io

from PIL import Image, ImageChops, ImageFilter

Picture = Image.Image

PREVIEW_WIDTH = 240            # pixels
PREVIEW_BYTES = 3_000
STEPS = 4                      # from black to white, of writing, drawn or scanned
SHADES = 16                    # of a drawn page with more on it than writing
COLOURS = 64                   # likewise
INK = 24                       # shades above the darkest that still count as black in a scan
PAPER = 8                      # shades below its grain that still count as paper
LOSSY = 45                     # WebP quality
LOSSY_SCAN = 30
SMALL = 24_000                 # bytes below which nothing smaller is looked for
TINT = 12                      # difference from grey, in either colour channel, from which a pixel counts as coloured
STRONG_TINT = 20               # likewise, for a pixel to keep its colour beside grey letters
TINTED = 0.002                 # share of coloured pixels from which the page is
SHADED = 0.20                  # share of pixels between black and white from which a page is more than writing
BLANK = 0.60                   # share of pixels that are paper, from which a scan is writing and no photograph


def full(page: Picture, *, drawn: bool) -> bytes:
    """A page's picture as WebP. `drawn`: made of letters and lines by a computer, not scanned."""
    coloured = is_coloured(page)
    encoded = _drawn(page, coloured=coloured) if drawn else _scanned(page, coloured=coloured)
    return min(encoded, key=len)


def _drawn(page: Picture, *, coloured: bool) -> list[bytes]:
    if _shaded(page.convert("L")) <= SHADED:
        lossless = _lossless(_written(page, coloured=coloured))
    elif coloured:
        lossless = _lossless(page.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE))
    else:
        lossless = _lossless(_posterised(page.convert("L"), SHADES))
    return [lossless] if len(lossless) < SMALL else [lossless, _lossy(page, LOSSY)]


def _scanned(page: Picture, *, coloured: bool) -> list[bytes]:
    channels = page.convert("RGB").split() if coloured else (page.convert("L"),)
    papers = [_paper(channel.histogram()) for channel in channels]
    if None in papers:
        return [_lossy(page, LOSSY)]
    white = Image.merge("RGB" if coloured else "L", [
        _whitened(channel, paper) for channel, paper in zip(channels, papers, strict=True) if paper is not None
    ])
    lossless = _lossless(_written(white, coloured=coloured))
    return [lossless] if len(lossless) < SMALL else [lossless, _lossy(white, LOSSY_SCAN), _lossy(page, LOSSY)]


def _written(page: Picture, *, coloured: bool) -> Picture:
    """Writing in few greys; where the page is tinted, in few colours."""
    grey = _posterised(page.convert("L"), STEPS)
    if not coloured:
        return grey
    colours = Image.merge("RGB", [_posterised(channel, STEPS) for channel in page.convert("RGB").split()])
    return Image.composite(colours, grey.convert("RGB"), _tinted(page))


def _tinted(page: Picture) -> Picture:
    """A mask of the coloured pixels and their neighbours."""
    from_grey = [abs(value - 128) for value in range(256)]
    _, blue, red = page.convert("YCbCr").split()
    strength = ImageChops.lighter(blue.point(from_grey), red.point(from_grey)).filter(ImageFilter.MaxFilter(3))
    return strength.point([255 if value > STRONG_TINT else 0 for value in range(256)])


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
        sum(channel.histogram()[: 128 - TINT]) + sum(channel.histogram()[128 + TINT:])
        for channel in (blue, red)
    )
    return tinted > TINTED * sample.width * sample.height


def _posterised(grey: Picture, levels: int) -> Picture:
    """Only so many shades, black and white among them."""
    step = 255 / (levels - 1)
    return grey.point([round(round(value / step) * step) for value in range(256)])


def _paper(counts: list[int]) -> int | None:
    """The darkest shade that is still paper; None when no one shade covers most of the page."""
    common = max(range(128, 256), key=counts.__getitem__)
    for reach in range(8, 64):
        if counts[common - reach] < counts[common] / 40:
            share = sum(counts[common - reach:]) / sum(counts)
            return max(common - reach - PAPER, 96) if share > BLANK else None
    return None


def _whitened(channel: Picture, paper: int) -> Picture:
    """The paper's shade made white, the ink's black."""
    black = min(_darkest(channel.histogram()) + INK, paper - 64)
    span = paper - black
    return channel.point([min(255, max(0, round((value - black) * 255 / span))) for value in range(256)])


def _darkest(counts: list[int]) -> int:
    """The shade below which only one pixel in a hundred lies."""
    wanted = sum(counts) / 100
    for value, count in enumerate(counts):
        wanted -= count
        if wanted < 0:
            return value
    return 0


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
