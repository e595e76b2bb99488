"""Who is who: units, their venues, people, bodies, and the posts that people hold."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from meetings.record.tables import METADATA

UNIT = Table(
    "unit", METADATA,
    Column("code", String(64), primary_key=True),
    Column("parent", String(64), ForeignKey("unit.code"), index=True),
    Column("level", String(64), nullable=False),
    Column("name", String(300), nullable=False),
    Column("name_en", String(300), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("rank", Integer, nullable=False),          # the order of the file it came from
)

VENUE = Table(
    "venue", METADATA,
    Column("id", String(64), primary_key=True),
    Column("unit", String(64), ForeignKey("unit.code"), nullable=False, index=True),
    Column("name", String(300), nullable=False),
    Column("down_kbit", Integer, nullable=False),
    Column("up_kbit", Integer, nullable=False),
)

PERSON = Table(
    "person", METADATA,
    Column("id", String(32), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(300), nullable=False),
    Column("title", String(300), nullable=False),
    Column("unit", String(64), ForeignKey("unit.code"), index=True),   # none: the whole house (the first administrator)
    Column("email", String(320), nullable=False),
    Column("locale", String(16), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("rank", Integer, nullable=False),
)

BODY = Table(
    "body", METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(300), nullable=False),
    Column("unit", String(64), ForeignKey("unit.code"), nullable=False),
    Column("rules", String(64), nullable=False),
    Column("seats", Integer, nullable=False),
    UniqueConstraint("unit", "name"),
    CheckConstraint("seats >= 0", name="seats"),
)

POST = Table(
    "post", METADATA,
    Column("id", Integer, primary_key=True),
    Column("person", String(32), ForeignKey("person.id"), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("unit", String(64), ForeignKey("unit.code")),               # none: the whole house
    Column("body", String(32), ForeignKey("body.id")),
    Column("seat", Integer),
    Column("mandate_from", Date),
    Column("mandate_to", Date),
    Index("ix_post_body_seat", "body", "seat"),       # not unique: a mandate that ended leaves its seat to the next
)
