"""What places found when they tried their lines."""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_test",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("meeting", sa.String(32), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("subject", sa.String(100), nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("down_kbit", sa.Integer),
        sa.Column("up_kbit", sa.Integer),
        sa.Column("round_trip", sa.Integer),
        sa.Column("packets", sa.Integer, nullable=False),
        sa.Column("lost", sa.Integer, nullable=False),
        sa.Column("lost_up", sa.Integer, nullable=False),
        sa.Column("microphone", sa.String(16), nullable=False),
        sa.Column("camera", sa.String(16), nullable=False),
        sa.Column("loudspeaker", sa.String(16), nullable=False),
        sa.Index("ix_line_test_meeting_subject_at", "meeting", "subject", "at"),
    )
