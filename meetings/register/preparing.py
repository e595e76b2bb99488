"""What may still be prepared, and until when: a table.

    agenda, those called, hours and place   until the call to order
    invitations answered                    once they are out, until the call to order
    papers put on items and renamed         until the close
    papers taken away                       until they were sent
    equipment let in by its pass            until the close

Why by phase and not by the clock: the timetable says when a sitting should begin, the record when it did.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum

from meetings.procedure.order_paper import Office
from meetings.procedure.phase import UNDER_WAY, Phase
from meetings.register.prepared import Invitee, PaperState, PreparedItem, Version


class Work(StrEnum):
    CHANGE = "change"          # the agenda, those called, title, hours and place
    ANSWER = "answer"          # an invitation
    PAPERS = "papers"          # put on items, new versions, new titles
    TAKE_AWAY = "take-away"    # a paper, with all its versions
    EQUIPMENT = "equipment"    # passes made and used


OPEN: Mapping[Work, Collection[Phase]] = {
    Work.CHANGE: (Phase.PLANNED, Phase.CONVENED),
    Work.ANSWER: (Phase.CONVENED,),
    Work.PAPERS: (Phase.PLANNED, Phase.CONVENED, *UNDER_WAY),
    Work.TAKE_AWAY: (Phase.PLANNED,),
    Work.EQUIPMENT: (Phase.PLANNED, Phase.CONVENED, *UNDER_WAY),
}


def still(work: Work, phase: Phase) -> bool:
    """Whether this may be done while the meeting stands there."""
    return phase in OPEN[work]


def lacks(items: Sequence[PreparedItem], invitees: Sequence[Invitee]) -> list[str]:
    """What stands in the way of convening: "items", "people", "chair"; empty when nothing does."""
    offices = {invitee.office for invitee in invitees}
    found = {"items": not items, "people": not invitees, "chair": Office.CHAIR not in offices}
    return [word for word, missing in found.items() if missing]


def readable(versions: Iterable[Version]) -> Version | None:
    """The newest version that was not refused: a bad new file leaves the one before it in place."""
    good = [version for version in versions if version.state is not PaperState.REFUSED]
    return max(good, key=lambda version: version.number, default=None)
