"""A page as it is made, and the bounds of what is made into one: the same on both sides of the pipe."""

from dataclasses import dataclass

PAGES = 2_000                  # of one document
PORTRAIT = 1_000               # pixels wide
LANDSCAPE = 1_300
TALLEST = 3_000                # pixels


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of a document."""

    number: int                # from 1
    of: int                    # pages of the document
    text: str                  # NFC; "" for a scan
    width: int                 # pixels of `image`
    height: int
    image: bytes               # WebP
    preview: bytes             # WebP, 3 kB at most
