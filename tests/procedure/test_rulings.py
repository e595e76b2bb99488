"""Why a request is ruled out of order."""

import ast
import re
from pathlib import Path

import pytest

from meetings.procedure import rulings
from meetings.procedure.rulings import CODES, Incomplete, NoQuorum, NotEntitled, NotKnown, NotNow, OutOfOrder

MODULES = [p for p in Path(rulings.__file__).parent.glob("*.py") if p.name != "rulings.py"]


def codes(path: Path) -> set[str]:
    """Every kebab-case string of a module."""
    strings = (n.value for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Constant))
    return {s for s in strings if isinstance(s, str) and re.fullmatch("[a-z]+(-[a-z]+)+", s)}


def test_the_list_of_codes_is_every_code_that_is_raised():
    assert set().union(*(codes(path) for path in MODULES)) == set(CODES)
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("kind", [NotEntitled, NotNow, NoQuorum, NotKnown, Incomplete])
def test_each_ruling_is_out_of_order_and_the_tree_shows_it(kind):
    assert issubclass(kind, OutOfOrder)
    assert kind.__name__ in (rulings.__doc__ or "")


def test_a_ruling_has_a_code_for_programs_and_a_text_for_the_log():
    assert (NotNow("ballot-open").code, str(NotNow("ballot-open"))) == ("ballot-open", "ballot-open")
    assert str(NotNow("ballot-open", "b1 is open")) == "b1 is open"
