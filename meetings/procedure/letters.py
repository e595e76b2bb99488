"""Letters written one way, whatever somebody sends: composed (NFC), in time that grows with the length alone.

    composed("Va\\u0302\\u0300n") ─▶ "Vần"

`unicodedata.normalize` sorts the marks that stand on one letter, and takes the square of their number for
it: half a million of them, sent in a megabyte, hold the whole house for ten minutes. So a text is taken
in pieces that end before a letter of ASCII, which composes with nothing before it. Only where three hundred
others follow one another is a piece cut among them: no word of ours is written so (UAX #15 section 13
allows thirty marks on one letter).
"""

import re
import unicodedata

PIECE = re.compile(r".{1,300}(?=[\x00-\x7f]|\Z)|.{1,300}", re.DOTALL)


def composed(text: str) -> str:
    """
    >>> composed("Va\\u0302\\u0300n " * 50) == "Vần " * 50
    True
    """
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFC", piece) for piece in PIECE.findall(text))
