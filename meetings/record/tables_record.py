"""The records of meetings: entries as they were written, their words apart, the receipts given.

`text` has no key into `entry`: an entry names a text by the salted hash inside its
bytes, and erasing the words (or replacing them) must leave the entry alone.
`meeting` is no foreign key: a record outlives whatever was prepared for it.
"""

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String, Table, Text

from meetings.record.tables import METADATA, Moment

ENTRY = Table(
    "entry", METADATA,
    Column("meeting", String(32), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),      # canonical JSON
    Column("leaf", LargeBinary(32), nullable=False),  # SHA-256(0x00 || data), RFC 9162
    Column("chain", LargeBinary(32), nullable=False),  # SHA-256(chain before || leaf)
    CheckConstraint("seq >= 1", name="seq"),
)

TEXT = Table(
    "text", METADATA,
    Column("meeting", String(32), primary_key=True),
    Column("hash", String(64), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("words", Text),                            # none: erased
)

RECEIPT = Table(
    "receipt", METADATA,
    Column("meeting", String(32), primary_key=True),
    Column("by", String(32), primary_key=True),       # who asked
    Column("command", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("at", Moment, nullable=False),
)

SETTING = Table(
    "setting", METADATA,
    Column("name", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)
