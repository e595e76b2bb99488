"""The rule sets at hand: the law as data, read from `register/rulesets.json`."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from meetings.procedure import rules
from meetings.procedure.rules import RuleSet


class Rulebook:
    """Rule sets by id, in the order of the file."""

    def __init__(self, sets: Mapping[str, RuleSet]) -> None:
        self._sets = dict(sets)

    def all(self) -> list[RuleSet]:
        return list(self._sets.values())

    def get(self, id: str) -> RuleSet:
        """
        Raises:
            LookupError: no such rule set; the message names it.
        """
        found = self._sets.get(id)
        if found is None:
            raise LookupError(f"no rule set {id!r}; known: {', '.join(self._sets)}")
        return found


def shipped() -> Rulebook:
    """Those in the package."""
    data: Any = json.loads(files("meetings.register").joinpath("rulesets.json").read_text("utf-8"))
    sets = [rules.parse(one) for one in (data["rulesets"] if isinstance(data, dict) else data)]
    return Rulebook({one.id: one for one in sets})
