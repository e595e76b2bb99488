"""What a secretary prepares: meetings, whom they call, to which business, in which halls; and how lines did."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from meetings.record.tables import METADATA, Moment

MEETING = Table(
    "meeting", METADATA,
    Column("id", String(32), primary_key=True),
    Column("body", String(32), ForeignKey("body.id"), nullable=False, index=True),
    Column("template", String(32), nullable=False),
    Column("title", String(300), nullable=False),
    Column("starts_at", Moment, nullable=False, index=True),
    Column("ends_at", Moment, nullable=False),
    Column("place", String(500), nullable=False),
    Column("main_venue", String(64), ForeignKey("venue.id"), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("phase", String(32), nullable=False),
    Column("created_by", String(32), ForeignKey("person.id"), nullable=False),
)

INVITEE = Table(
    "invitee", METADATA,
    Column("meeting", String(32), ForeignKey("meeting.id"), primary_key=True),
    Column("person", String(32), ForeignKey("person.id"), primary_key=True, index=True),
    Column("office", String(32), nullable=False),
    Column("seat", Integer),
    Column("answer", String(16), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("answered_at", Moment),
    Column("place", String(64), ForeignKey("venue.id")),               # the hall said beforehand
    Column("place_said", Boolean, nullable=False),
    UniqueConstraint("meeting", "seat"),
)

ITEM = Table(
    "item", METADATA,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meeting.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("title", String(300), nullable=False),
    Column("presenter", String(200), nullable=False),
    Column("minutes", Integer, nullable=False),
)

MEETING_VENUE = Table(
    "meeting_venue", METADATA,
    Column("meeting", String(32), ForeignKey("meeting.id"), primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), primary_key=True, index=True),
    Column("number", Integer, nullable=False),        # the order chosen
)

LINE_TEST = Table(
    "line_test", METADATA,
    Column("id", String(64), primary_key=True),
    Column("meeting", String(32), ForeignKey("meeting.id"), nullable=False),
    Column("subject", String(100), nullable=False),   # "person:ID" or "venue:ID"
    Column("at", Moment, nullable=False),
    Column("down_kbit", Integer),
    Column("up_kbit", Integer),
    Column("round_trip", Integer),                    # milliseconds
    Column("packets", Integer, nullable=False),
    Column("lost", Integer, nullable=False),
    Column("lost_up", Integer, nullable=False),
    Column("microphone", String(16), nullable=False),
    Column("camera", String(16), nullable=False),
    Column("loudspeaker", String(16), nullable=False),
    Column("way", String(16)),                        # direct, round; None: not known
    Index("ix_line_test_meeting_subject_at", "meeting", "subject", "at"),
)
