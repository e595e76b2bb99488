"""Relays that stand in halls: each proves itself, serves some halls, and can be revoked."""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "venue_relay",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("seen_at", Moment),
        sa.Column("revoked_at", Moment, index=True),
    )
    op.create_table(
        "venue_relay_hall",
        sa.Column("relay", sa.String(32), sa.ForeignKey("venue_relay.id"), primary_key=True),
        sa.Column("venue", sa.String(64), sa.ForeignKey("venue.id"), primary_key=True, index=True),
    )
