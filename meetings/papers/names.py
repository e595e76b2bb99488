"""What a file is called: shown to people and offered for download, never used as a path.

Names come from other people's machines: with folders before them, control
characters, letters split into base and mark (macOS writes *ồ* as three code
points), direction overrides that make *exe.pdf* out of *fdp.exe*, or the names
Windows keeps for its devices.
"""

import unicodedata

from meetings.procedure.letters import composed

LONGEST = 200                  # characters
TITLE = 300
NAMELESS = "tai-lieu"
DEVICES = {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
UNSAFE = set('<>:"|?*')        # no Windows file may have these in its name


def clean(filename: str) -> str:
    """The name as it may be shown: NFC, no folder, nothing invisible, at most 200 characters.

    >>> clean("..\\\\..\\\\C:/Users/a/To\\u031b\\u0300 tri\\u0300nh.pdf")
    'Tờ trình.pdf'
    >>> clean("CON.pdf"), clean("../..")
    ('_CON.pdf', 'tai-lieu')
    """
    last = filename[:5_000].replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(" " if c in UNSAFE else c for c in last if unicodedata.category(c) not in _INVISIBLE)
    name = " ".join(composed(kept).split()).strip(". ")
    if not name:
        return NAMELESS
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    if stem.split(".")[0].strip().lower() in DEVICES:
        stem = "_" + stem
    if len(ending) > 12:
        stem, dot, ending = name, "", ""
    return stem[: LONGEST - len(dot) - len(ending)].rstrip(". ") + dot + ending


def ending(filename: str) -> str:
    """What stands after the last dot, in small letters; "" without one.

    >>> ending("Dự thảo.PDF")
    'pdf'
    """
    return filename.rpartition(".")[2].lower() if "." in filename else ""


def title(filename: str) -> str:
    """A document's title out of its cleaned file name.

    >>> title("To_trinh_so_15.pdf"), title("Báo cáo 2026.v2.docx")
    ('To trinh so 15', 'Báo cáo 2026.v2')
    """
    stem = filename.rpartition(".")[0] or filename
    return (" ".join(stem.replace("_", " ").split()) or NAMELESS)[:TITLE]


# control, format (direction overrides, zero width), lone surrogates, private, unassigned, separators
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
