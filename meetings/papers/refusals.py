"""Why a paper was not taken.

    Refused          the file itself can't become a paper; `code` says why
    TooLarge         more bytes than one file may have; nothing was kept
    NoRoom           the shelf or the disk is full; nothing was kept
    NotOnShelf       no file of that name stands on the shelf

One sentence for each code stands in the catalogues as `paper:<code>`.
"""

CODES = (
    "empty",               # no bytes at all
    "not-what-it-says",    # the ending promises a kind that the bytes are not
    "encrypted",           # opens with a password only
    "damaged",             # cut off, or no reader can make sense of it
    "too-many-pages",
    "page-too-large",      # a page measures more than any paper does
    "picture-too-large",   # more pixels than a page needs
    "too-heavy",           # needs more memory than a paper may
    "too-slow",            # needs more time than a paper may
    "bomb",                # unpacks to far more than it is
    "has-macros",
    "program",             # runs when it is opened
    "malware",             # bears the signature by which virus scanners are tried
    "too-large",
    "no-room",
)


QUARANTINED = {"bomb", "has-macros", "program", "malware"}     # handed out to nobody; the others can be saved


class Refused(Exception):
    """This file can't become a paper."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooLarge(Exception):
    """More bytes than one file may have."""

    code = "too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A file may have {limit:,} bytes at most.")
        self.limit = limit


class NoRoom(Exception):
    """The shelf's quota or the disk is used up."""

    code = "no-room"


class NotOnShelf(Exception):
    """No file of that name stands on the shelf."""
