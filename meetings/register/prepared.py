"""What a secretary prepares: the meeting, its agenda, whom it calls, its papers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meetings.procedure.order_paper import Office
from meetings.procedure.sitting import Phase
from meetings.procedure.words import ItemId, MeetingId, PersonId, VenueId, VersionId


class Answer(StrEnum):
    """The answer to an invitation."""

    NONE = "none"
    ATTENDS = "attends"
    CANNOT = "cannot"          # with a reason


@dataclass(frozen=True, slots=True)
class PreparedMeeting:
    id: MeetingId
    body: str
    template: str              # "regular", "thematic", "briefing", "hearing"
    title: str                 # 1 to 300 characters
    starts_at: datetime        # aware, UTC
    ends_at: datetime
    place: str                 # the main venue's words, as printed
    main_venue: VenueId
    public: bool
    phase: Phase               # a copy of the record's, for lists
    created_by: PersonId


@dataclass(frozen=True, slots=True)
class Invitee:
    person: PersonId
    office: Office
    seat: int | None
    answer: Answer
    reason: str                # why not, up to 500 characters
    answered_at: datetime | None
    where: VenueId | None      # said beforehand; None: elsewhere or not said
    where_said: bool


@dataclass(frozen=True, slots=True)
class PreparedItem:
    id: ItemId
    number: int
    title: str                 # 1 to 300 characters
    presenter: str             # up to 200
    minutes: int               # 0 to 1440


class PaperState(StrEnum):
    """How far a version has come on its way to being readable."""

    WAITING = "waiting"        # to be paged
    PAGED = "paged"
    KEPT = "kept"              # downloadable, not yet readable page by page
    REFUSED = "refused"        # damaged, too large, or not what its name says


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    meeting: MeetingId
    item: ItemId
    title: str                 # the file's name without its ending or as the secretary has it; NFC, 1 to 300 characters


@dataclass(frozen=True, slots=True)
class FormerTitle:
    """What a document was called until it was renamed."""

    title: str
    until: datetime
    renamed_by: PersonId
    note: str                  # why, 1 to 300 characters; "" while nobody had been sent it


@dataclass(frozen=True, slots=True)
class Version:
    id: VersionId              # SHA-256 of its bytes
    document: str
    number: int                # from 1
    filename: str              # as shown and offered for download, NFC
    media_type: str
    size: int                  # bytes
    state: PaperState
    pages: int                 # 0 until paged
    problem: str               # a code when refused
    uploaded_at: datetime
    uploaded_by: PersonId


@dataclass(frozen=True, slots=True)
class Page:
    version: VersionId
    number: int                # from 1
    text: str                  # what can be read and searched; "" for a scan
    width: int                 # pixels of the full picture
    height: int
    image: str                 # shelf key of the full picture (WebP)
    image_size: int            # bytes
    preview: str               # shelf key of the small picture
    preview_size: int
