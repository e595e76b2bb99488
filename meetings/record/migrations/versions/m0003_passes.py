"""What lets equipment in: a pass for one hall, one meeting, one direction."""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pass",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("made_at", Moment, nullable=False),
        sa.Column("expires_at", Moment, nullable=False, index=True),
        sa.Column("revoked_at", Moment),
        sa.Column("used_at", Moment),
        sa.Column("peer", sa.String(64), nullable=False),
    )
