"""The papers: documents on items, their versions, the files behind them, page by page.

A version is a file's place in a document; the file (its bytes, named by their
SHA-256) may stand in several documents and is converted once.
"""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from meetings.record.tables import METADATA, Moment

DOCUMENT = Table(
    "document", METADATA,
    Column("id", String(32), primary_key=True),
    Column("meeting", String(32), ForeignKey("meeting.id"), nullable=False, index=True),
    Column("item", String(32), ForeignKey("item.id"), nullable=False, index=True),
    Column("title", String(300), nullable=False),
    Column("number", Integer, nullable=False),        # the order on its item
    UniqueConstraint("item", "title"),
)

FORMER_TITLE = Table(
    "former_title", METADATA,
    Column("document", String(32), ForeignKey("document.id"), primary_key=True),
    Column("number", Integer, primary_key=True),      # the first title is 1
    Column("title", String(300), nullable=False),
    Column("until", Moment, nullable=False),
    Column("renamed_by", String(32), ForeignKey("person.id"), nullable=False),
    Column("note", String(300), nullable=False),      # why; "" while nobody had been sent it
)

FILE = Table(
    "file", METADATA,
    Column("sha", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("media_type", String(255), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("pages", Integer, nullable=False),
    Column("problem", String(64), nullable=False),
)

VERSION = Table(
    "version", METADATA,
    Column("document", String(32), ForeignKey("document.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("file", String(64), ForeignKey("file.sha"), nullable=False, index=True),
    Column("filename", String(300), nullable=False),
    Column("uploaded_at", Moment, nullable=False),
    Column("uploaded_by", String(32), ForeignKey("person.id"), nullable=False),
    UniqueConstraint("document", "file"),
)

PAGE = Table(
    "page", METADATA,
    Column("file", String(64), ForeignKey("file.sha"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("image", String(64), nullable=False, index=True),
    Column("image_size", Integer, nullable=False),
    Column("preview", String(64), nullable=False, index=True),
    Column("preview_size", Integer, nullable=False),
)

OPENED = Table(
    "opened", METADATA,
    Column("file", String(64), ForeignKey("file.sha"), primary_key=True),
    Column("person", String(32), ForeignKey("person.id"), primary_key=True, index=True),
    Column("at", Moment, nullable=False),             # the first time
)
