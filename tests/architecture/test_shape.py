"""The shape of the house is tested like its behaviour."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(p for part in ("meetings", "media", "web") for p in (ROOT / part).rglob("*.py"))
HOMES = {
    "aiortc": ("media/peer.py", "media/mux.py"),
    "aioice": ("media/checks.py",),
    "pylibsrtp": ("media/peer.py", "media/egress.py"),
    "websockets": ("media/redial.py", "media/door.py"),
    "sqlalchemy": ("meetings/record/",),
    "alembic": ("meetings/record/",),
    "apscheduler": ("meetings/notices/",),
    "jinja2": ("web/", "meetings/papers/"),
    "litestar": ("web/",),
    "uvicorn": ("web/",),
    "argon2": ("web/passwords.py",),
    "multipart": ("web/forms.py",),
    "babel": ("web/words.py",),
    "brotli": ("web/assets.py", "web/squeezing.py"),
    "click": ("web/cli.py",),
    "pypdfium2": ("meetings/papers/",),
    "PIL": ("meetings/papers/",),
    "docx": ("meetings/papers/",),
    "segno": ("meetings/papers/",),
}
VAGUE = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "base", "service", "services", "tools"}
TOP = {"meetings", "media", "web", "tests", "docker-compose.yml", "pyproject.toml", "README.md",
       "Makefile", "LICENSE", "requirements.lock", "requirements-dev.lock"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def tracked() -> list[str]:
    listing = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True, text=True, check=True)
    return [entry for entry in listing.stdout.split("\0") if entry]


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_a_library_has_one_home(library: str, homes: tuple[str, ...]) -> None:
    users = {name(p) for p in MODULES if any(module.split(".")[0] == library for module in imports(p))}
    assert {user for user in users if not user.startswith(homes)} == set()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_tells_its_story_and_is_short(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), f"{name(path)} has no head"
    assert len(path.read_text().splitlines()) <= 300, f"{name(path)} is too long"
    assert path.stem not in VAGUE, f"{name(path)} is named after nothing"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        f"{name(path)}:{node.lineno} {node.name}: {1 + (node.end_lineno or 0) - node.lineno} lines"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_the_top_level_holds_what_was_agreed() -> None:
    seen = {entry.split("/")[0] for entry in tracked()}
    assert {entry for entry in seen if not entry.startswith(".")} <= TOP


def test_lock_files_name_no_address_and_hash_everything() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][^ ]*==[^ ]+ \\$", text, re.MULTILINE)
        assert pins
        assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE))


def test_no_commit_names_a_machine_or_a_registry() -> None:
    words = [r"(?<![\w.])/(?:wo" + r"rk|fa" + r"rm)/", "py" + "pi\\.org", "python" + "hosted", "npm" + "js\\.",
             "deb" + r"ian\.org"]
    pattern = re.compile("|".join(words))
    read = {".py", ".md", ".toml", ".yml", ".yaml", ".js", ".html", ".css", ".lock", ".po", ".json", ".csv", ""}
    found = []
    for entry in tracked():
        path = ROOT / entry
        if path.suffix in read:
            found += [f"{entry}:{n}" for n, line in enumerate(path.read_text().splitlines(), 1) if pattern.search(line)]
    assert found == []


def test_a_skipped_test_is_no_test() -> None:
    shy = re.compile(r"pytest\.(mark\.)?(skip|xfail|importor" + "skip)")
    tests = [entry for entry in tracked() if entry.startswith("tests/") and entry.endswith(".py")]
    assert [entry for entry in tests if shy.search((ROOT / entry).read_text())] == []


def test_every_test_module_says_what_it_tries() -> None:
    tests = [ROOT / entry for entry in tracked() if re.fullmatch(r"tests/(.*/)?test_\w+\.py", entry)]
    assert [name(path) for path in tests if path.exists() and not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_what_is_passed_over_says_why() -> None:
    silent = re.compile(r"#\s*(type: ignore(\[[\w,-]+\])?|noqa(: [A-Z0-9, ]+)?|pragma: no cover)\s*$")
    found = [f"{name(path)}:{n}" for path in MODULES for n, line in enumerate(path.read_text().splitlines(), 1)
             if silent.search(line)]
    assert found == []


def test_everything_is_caught_only_where_the_reason_stands() -> None:
    lines = [(name(path), n, line) for path in MODULES for n, line in enumerate(path.read_text().splitlines(), 1)]
    broad = re.compile(r"except (Base)?Exception\b[^#]*$|except:")
    assert [f"{module}:{n}" for module, n, line in lines if broad.search(line)] == []
