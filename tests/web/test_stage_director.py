"""The relay is told the stage when it changes, and only then."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from meetings.procedure import stage
from meetings.procedure.meeting import Meeting
from meetings.procedure.stage import Stage
from web.stage_director import StageDirector

ADA, BO = Stage(("venue:a",), ("venue:a",)), Stage(("venue:b", "venue:a"), ("venue:b", "venue:a"))  # type: ignore[arg-type]


class Told:
    """A relay that notes what it is told."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, list[str], list[str]]] = []

    async def stage(self, meeting: str, seen: Sequence[str], heard: Sequence[str]) -> None:
        self.stages.append((meeting, list(seen), list(heard)))


@pytest.fixture
def direct(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`await direct("m", ADA)`: something was written, and the stage is this now."""
    told = Told()
    director = StageDirector(told)

    async def one(name: str, now: Stage, begin: bool = False) -> list[Any]:
        monkeypatch.setattr(stage, "on_stage", lambda _: now)
        if begin:
            director.begin({name: Meeting()})  # type: ignore[dict-item]
        else:
            director.announced(name, Meeting(), Meeting(), [])  # type: ignore[arg-type]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return told.stages

    return one


async def test_a_stage_is_told_once_and_again_when_it_changes(direct: Any) -> None:
    for now in (ADA, ADA, BO, BO, ADA):
        told = await direct("m", now)

    assert told == [
        ("m", ["venue:a"], ["venue:a"]), ("m", ["venue:b", "venue:a"], ["venue:b", "venue:a"]),
        ("m", ["venue:a"], ["venue:a"]),
    ]


async def test_a_meeting_that_ends_is_told_and_one_that_never_had_a_stage_is_not(direct: Any) -> None:
    await direct("never", Stage())
    await direct("m", ADA)
    told = await direct("m", Stage())

    assert told == [("m", ["venue:a"], ["venue:a"]), ("m", [], [])]


async def test_after_a_restart_every_stage_is_told_anew(direct: Any) -> None:
    await direct("m", ADA)
    told = await direct("m", ADA, begin=True)

    assert len(told) == 2
