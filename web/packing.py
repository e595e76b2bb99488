"""What is put into a static file before it is sent: a page asks for one script and one sheet.

    delegate.js ──import──▶ clock.js, live.js, plates.js     in one file, each in a scope of its own
    live.css ───@import──▶ look.css                          in one file
    comments and indents                                     stay at home

On a thin line asking costs more than carrying: with 300 ms there and back one more file is as
slow as ten more kilobytes. `import("./film.js")` stays a file of its own, fetched when it is wanted.

Only what our own sources use is understood; any other import or export, and a template over
several lines (whose indents would matter), is refused at the start, and so by every test. A
packer from elsewhere would do more, and would have to be trusted with every page.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'import (?:(\{[\w$, ]+\}) from )?"\./([\w.-]+)";')
EXPORT = re.compile(r"export (?=(?:async )?(?:function|class|const) ([\w$]+))")
NAMED = re.compile(r"export \{ ([\w$, ]+) \};")
SHEET = re.compile(r'@import "([\w.-]+)";\n?')
COMMENT = re.compile(r"/\*.*?\*/\n?", re.DOTALL)
BESIDE = re.compile(r"""\s+// [^"'`]*$""")          # no quote after it: so it stands in no string


class Unpackable(Exception):
    """A static file uses what is not understood here: a fault of this program."""


def packed(folder: Path, name: str) -> bytes:
    """The file as it is sent."""
    path = folder / name
    if path.suffix == ".js":
        return script(folder, name).encode()
    if path.suffix == ".css":
        return sheet(folder, name).encode()
    return path.read_bytes()


def sheet(folder: Path, name: str) -> str:
    """A style sheet with those it builds on in front."""
    text = COMMENT.sub("", (folder / name).read_text("utf-8"))
    return SHEET.sub(lambda found: sheet(folder, found.group(1)), text)


def script(folder: Path, name: str) -> str:
    """A module with all that it imports, each once, before whoever needs it and in a scope of its own.

    The module itself has one too: a name at its top would else be seen by those it imports.
    """
    inside: dict[str, str] = {}
    own, exported = _scope(folder, name, inside, ())
    given = f"export const {{ {', '.join(exported)} }} = {_called(name)};" if exported else ""
    return "\n".join(filter(None, [*inside.values(), own, given]))


def _module(folder: Path, name: str, inside: dict[str, str], above: tuple[str, ...]) -> tuple[str, list[str]]:
    """Its lines with what it imports taken from the scopes in `inside`, and the names it exports."""
    if name in above:
        raise Unpackable(f"{name} imports itself by way of {above[-1]}")
    lines, exported = [], []
    for line in plain(name, (folder / name).read_text("utf-8")):
        if found := IMPORT.fullmatch(line):
            names, of = found.groups()
            if of not in inside:
                inside[of], _ = _scope(folder, of, inside, (*above, name))
            line = f"const {names} = {_called(of)};" if names else ""
        elif found := EXPORT.match(line):
            exported.append(found.group(1))
            line = line.removeprefix("export ")
        elif found := NAMED.fullmatch(line):
            exported += found.group(1).split(", ")
            line = ""
        elif re.match(r"(import|export)\b(?!\()", line):
            raise Unpackable(f"{name}: {line}")
        lines.append(line)
    return "\n".join(filter(None, lines)), exported


def _scope(folder: Path, name: str, inside: dict[str, str], above: tuple[str, ...]) -> tuple[str, list[str]]:
    """The module as a value that holds what it exports, and the names of that."""
    body, exported = _module(folder, name, inside, above)
    given = f"return {{ {', '.join(exported)} }};\n" if exported else ""
    return f"const {_called(name)} = (() => {{\n{body}\n{given}}})();", exported


def _called(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name)


def plain(name: str, text: str) -> list[str]:
    """The lines without comments and indents."""
    lines, comment = [], False
    for raw in text.split("\n"):
        line = raw.strip()
        if comment or line.startswith("/*"):
            comment = not line.endswith("*/")
        elif not line.startswith("//"):
            line = BESIDE.sub("", line)
            if line.count("`") % 2:
                raise Unpackable(f"{name}: a template over several lines: {line}")
            if line:
                lines.append(line)
    return lines
