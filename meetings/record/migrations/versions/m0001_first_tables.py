"""The first tables.

Written out rather than read from `tables_*`: those move on, a step stays what it was.
"""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _unit_and_more()
    _body_and_more()
    _meeting_and_more()
    _meeting_venue()
    _document_and_more()
    _page_and_more()
    _token_and_more()
    _audit()
    _entry_and_more()
    _due()


def _unit_and_more() -> None:
    op.create_table(
        "unit",
        sa.Column("code", sa.String(64), primary_key=True),
        sa.Column("parent", sa.String(64), sa.ForeignKey("unit.code"), index=True),
        sa.Column("level", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("name_en", sa.String(300), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("rank", sa.Integer, nullable=False),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("unit", sa.String(64), sa.ForeignKey("unit.code"), nullable=False, index=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("down_kbit", sa.Integer, nullable=False),
        sa.Column("up_kbit", sa.Integer, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("login", sa.String(64), nullable=False, unique=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("unit", sa.String(64), sa.ForeignKey("unit.code"), index=True),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
    )


def _body_and_more() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("unit", sa.String(64), sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("rules", sa.String(64), nullable=False),
        sa.Column("seats", sa.Integer, nullable=False),
        sa.UniqueConstraint("unit", "name"),
        sa.CheckConstraint("seats >= 0", name="seats"),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("unit", sa.String(64), sa.ForeignKey("unit.code")),
        sa.Column("body", sa.String(32), sa.ForeignKey("body.id")),
        sa.Column("seat", sa.Integer),
        sa.Column("mandate_from", sa.Date),
        sa.Column("mandate_to", sa.Date),
        sa.Index("ix_post_body_seat", "body", "seat"),
    )


def _meeting_and_more() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("body", sa.String(32), sa.ForeignKey("body.id"), nullable=False, index=True),
        sa.Column("template", sa.String(32), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("starts_at", Moment, nullable=False, index=True),
        sa.Column("ends_at", Moment, nullable=False),
        sa.Column("place", sa.String(500), nullable=False),
        sa.Column("main_venue", sa.String(64), sa.ForeignKey("venue.id"), nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("phase", sa.String(32), nullable=False),
        sa.Column("created_by", sa.String(32), sa.ForeignKey("person.id"), nullable=False),
    )
    op.create_table(
        "invitee",
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), primary_key=True, index=True),
        sa.Column("office", sa.String(32), nullable=False),
        sa.Column("seat", sa.Integer),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("answered_at", Moment),
        sa.Column("place", sa.String(64), sa.ForeignKey("venue.id")),
        sa.Column("place_said", sa.Boolean, nullable=False),
        sa.UniqueConstraint("meeting", "seat"),
    )
    op.create_table(
        "item",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("presenter", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
    )


def _meeting_venue() -> None:
    op.create_table(
        "meeting_venue",
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("venue", sa.String(64), sa.ForeignKey("venue.id"), primary_key=True, index=True),
        sa.Column("number", sa.Integer, nullable=False),
    )


def _document_and_more() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("item", sa.String(32), sa.ForeignKey("item.id"), nullable=False, index=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.UniqueConstraint("item", "title"),
    )
    op.create_table(
        "file",
        sa.Column("sha", sa.String(64), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(255), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("pages", sa.Integer, nullable=False),
        sa.Column("problem", sa.String(64), nullable=False),
    )
    op.create_table(
        "version",
        sa.Column("document", sa.String(32), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("file", sa.String(64), sa.ForeignKey("file.sha"), nullable=False, index=True),
        sa.Column("filename", sa.String(300), nullable=False),
        sa.Column("uploaded_at", Moment, nullable=False),
        sa.Column("uploaded_by", sa.String(32), sa.ForeignKey("person.id"), nullable=False),
        sa.UniqueConstraint("document", "file"),
    )


def _page_and_more() -> None:
    op.create_table(
        "page",
        sa.Column("file", sa.String(64), sa.ForeignKey("file.sha"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("image", sa.String(64), nullable=False, index=True),
        sa.Column("image_size", sa.Integer, nullable=False),
        sa.Column("preview", sa.String(64), nullable=False, index=True),
        sa.Column("preview_size", sa.Integer, nullable=False),
    )
    op.create_table(
        "opened",
        sa.Column("file", sa.String(64), sa.ForeignKey("file.sha"), primary_key=True),
        sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), primary_key=True, index=True),
        sa.Column("at", Moment, nullable=False),
    )


def _token_and_more() -> None:
    op.create_table(
        "token",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("meeting", sa.String(32), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False, index=True),
        sa.Column("reusable", sa.Boolean, nullable=False),
        sa.Column("used_at", Moment),
    )
    op.create_table(
        "password",
        sa.Column("person", sa.String(32), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("hash", sa.String(255), nullable=False),
        sa.Column("set_at", Moment, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False, index=True),
        sa.Column("device", sa.String(100), nullable=False),
        sa.Column("user_agent", sa.String(300), nullable=False),
        sa.Column("opened_at", Moment, nullable=False),
        sa.Column("seen_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False, index=True),
        sa.Column("revoked_at", Moment),
    )
    op.create_table(
        "failure",
        sa.Column("subject", sa.String(200), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first_at", Moment, nullable=False),
        sa.Column("last_at", Moment, nullable=False, index=True),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("what", sa.String(100), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _entry_and_more() -> None:
    op.create_table(
        "entry",
        sa.Column("meeting", sa.String(32), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("leaf", sa.LargeBinary(32), nullable=False),
        sa.Column("chain", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("seq >= 1", name="seq"),
    )
    op.create_table(
        "text",
        sa.Column("meeting", sa.String(32), primary_key=True),
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("salt", sa.LargeBinary(32), nullable=False),
        sa.Column("words", sa.Text),
    )
    op.create_table(
        "receipt",
        sa.Column("meeting", sa.String(32), primary_key=True),
        sa.Column("command", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(100), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _due() -> None:
    op.create_table(
        "due",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("claimed_until", Moment),
        sa.Column("done_at", Moment),
        sa.Index("ix_due_open", "done_at", "at"),
    )
