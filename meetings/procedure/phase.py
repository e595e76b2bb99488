"""Where a meeting stands, and by which steps it goes on: a table, and the picture drawn from it."""

from enum import StrEnum
from typing import TYPE_CHECKING

from meetings.procedure.rulings import NotNow

if TYPE_CHECKING:
    from meetings.procedure.meeting import Meeting


class Phase(StrEnum):
    """Where the meeting stands."""

    PLANNED = "planned"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Step(StrEnum):
    """What takes it on; named as the command is."""

    CONVENE = "Convene"
    CALL_TO_ORDER = "CallToOrder"
    SUSPEND = "Suspend"
    RESUME = "Resume"
    CLOSE = "Close"


TRANSITIONS: dict[Phase, dict[Step, Phase]] = {
    Phase.PLANNED: {Step.CONVENE: Phase.CONVENED},
    Phase.CONVENED: {Step.CONVENE: Phase.CONVENED, Step.CALL_TO_ORDER: Phase.IN_SESSION},
    Phase.IN_SESSION: {Step.SUSPEND: Phase.SUSPENDED, Step.CLOSE: Phase.CLOSED},
    Phase.SUSPENDED: {Step.RESUME: Phase.IN_SESSION, Step.CLOSE: Phase.CLOSED},
    Phase.CLOSED: {},
}

UNDER_WAY = (Phase.IN_SESSION, Phase.SUSPENDED)

STANDS: dict[Phase, str] = {
    Phase.PLANNED: "not-convened",
    Phase.CONVENED: "not-called-to-order",
    Phase.IN_SESSION: "in-session",
    Phase.SUSPENDED: "meeting-suspended",
    Phase.CLOSED: "meeting-closed",
}


def step(phase: Phase, taken: Step) -> Phase:
    """The phase that the step leads to.

    Raises:
        NotNow: the table has no such step from here.
    """
    if taken not in TRANSITIONS[phase]:
        raise NotNow(STANDS[phase], f"{taken} cannot follow while {phase}")
    return TRANSITIONS[phase][taken]


def during(meeting: "Meeting", *phases: Phase) -> None:
    """Refuse outside these phases.

    Raises:
        NotNow: its code says where the meeting stands.
    """
    if meeting.phase not in phases:
        raise NotNow(STANDS[meeting.phase])


def diagram() -> str:
    """The table as a picture, for the README."""
    rows = [
        (str(phase), f"{step} ─▶ {after}")
        for phase, steps in TRANSITIONS.items()
        for step, after in steps.items()
    ]
    wide = max(len(name) for name, _ in rows)
    drawn: list[str] = []
    last = ""
    for name, arrow in rows:
        drawn.append(f"{'' if name == last else name:<{wide}} ── {arrow}")
        last = name
    return "\n".join(drawn)
