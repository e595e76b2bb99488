"""Who has come in: tokens, passwords, sessions, passes of equipment, relays of halls, failures; and the audit log.

No secret stands here as it is: tokens, passes, session keys and what relays prove themselves by as their
SHA-256 (they have 256 bits of chance, so a fast hash is enough), passwords as Argon2id wrote them.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from meetings.record.tables import METADATA, Moment

TOKEN = Table(
    "token", METADATA,
    Column("hash", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),       # person, venue, setup
    Column("subject", String(64), nullable=False),
    Column("meeting", String(32), nullable=False),    # whose letter bears it; "" for a link of no meeting
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("reusable", Boolean, nullable=False),      # demonstration links only
    Column("used_at", Moment),
)

PASSWORD = Table(
    "password", METADATA,
    Column("person", String(32), ForeignKey("person.id"), primary_key=True),
    Column("hash", String(255), nullable=False),
    Column("set_at", Moment, nullable=False),
)

SESSION = Table(
    "session", METADATA,
    Column("id", String(32), primary_key=True),       # names it on the page of devices; opens nothing
    Column("hash", String(64), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),       # person, venue
    Column("subject", String(64), nullable=False, index=True),
    Column("device", String(100), nullable=False),
    Column("user_agent", String(300), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("revoked_at", Moment),
)

PASS = Table(
    "pass", METADATA,
    Column("id", String(32), primary_key=True),       # names it in lists; opens nothing
    Column("hash", String(64), nullable=False, unique=True),
    Column("meeting", String(32), ForeignKey("meeting.id"), nullable=False, index=True),
    Column("subject", String(100), nullable=False),   # "venue:SL-VH-01"
    Column("direction", String(8), nullable=False),   # send, watch
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
    Column("peer", String(64), nullable=False),       # the connection made with it last; "": none
)

VENUE_RELAY = Table(
    "venue_relay", METADATA,
    Column("id", String(32), primary_key=True),       # names it on the wire and in lists; opens nothing
    Column("name", String(100), nullable=False),      # for people: where the machine stands
    Column("hash", String(64), nullable=False, unique=True),
    Column("made_by", String(100), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment),                        # connected then; none: never
    Column("revoked_at", Moment, index=True),
)

VENUE_RELAY_HALL = Table(
    "venue_relay_hall", METADATA,
    Column("relay", String(32), ForeignKey("venue_relay.id"), primary_key=True),
    Column("venue", String(64), ForeignKey("venue.id"), primary_key=True, index=True),
)

FAILURE = Table(
    "failure", METADATA,
    Column("subject", String(200), primary_key=True),  # "login:thuky", "address:192.0.2.1"
    Column("times", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False, index=True),
)

AUDIT = Table(
    "audit", METADATA,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who", String(100), nullable=False),
    Column("what", String(100), nullable=False),
    Column("about", String(200), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,                        # a number is never given twice
)
