"""A picture file's pages (a TIFF may hold several), read by Pillow. Runs inside `paging_worker` only.

The size a picture claims is judged before a pixel is decoded.
"""

import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, UnidentifiedImageError

from meetings.papers import pictures
from meetings.papers.paged import LANDSCAPE, PAGES, PORTRAIT, TALLEST, Paged
from meetings.papers.refusals import Refused

PIXELS = 40_000_000            # A4 at 600 dots an inch is 35 million
FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")

Image.MAX_IMAGE_PIXELS = PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def drawn(path: str, first: int) -> Iterator[Paged]:
    """The pages from `first` on. Raises `Refused`."""
    try:
        with Image.open(path, formats=FORMATS) as file:
            count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
            if count > PAGES:
                raise Refused("too-many-pages")
            for number in range(first, count + 1):
                file.seek(number - 1)
                yield _page(file, number, count)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("picture-too-large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError) as error:
        raise Refused("damaged") from error


def _page(file: Image.Image, number: int, count: int) -> Paged:
    if file.width * file.height > PIXELS or file.width < 1 or file.height < 1:
        raise Refused("picture-too-large")
    wanted = LANDSCAPE if file.width > file.height else PORTRAIT
    file.draft("RGB", (wanted * 2, TALLEST))                # a JPEG can be decoded at half size and less
    picture = ImageOps.exif_transpose(_on_white(file))
    wanted = LANDSCAPE if picture.width > picture.height else PORTRAIT
    picture.thumbnail((wanted, TALLEST), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return Paged(
        number, count, "", picture.width, picture.height, pictures.full(picture, drawn=False), pictures.preview(picture)
    )


def _on_white(file: Image.Image) -> Image.Image:
    """Without transparency; greys of sixteen bits brought down to eight."""
    if file.mode.startswith(("I", "F")):
        greys = file.convert("F")
        low, high = greys.getextrema()
        span = max(float(high) - float(low), 1.0)       # type: ignore[arg-type]  # a tuple only where there are bands
        floor = float(low) * 255 / span                    # type: ignore[arg-type]  # the same
        return greys.point(lambda value: value * (255 / span) - floor).convert("L")
    if file.mode in ("RGBA", "LA", "PA") or "transparency" in file.info:
        clear = file.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    return file.convert("L") if file.mode in ("L", "1") else file.convert("RGB")
