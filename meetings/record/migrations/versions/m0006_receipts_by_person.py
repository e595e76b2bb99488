"""A receipt belongs to who asked: the same id from two people is two requests.

Ids given until now began with the person's own, "PERSON.ID"; so whose they are is read off them.
"""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("receipt", "receipt_before")
    op.create_table(
        "receipt",
        sa.Column("meeting", sa.String(32), primary_key=True),
        sa.Column("by", sa.String(32), primary_key=True),
        sa.Column("command", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
    )
    op.execute(
        'INSERT INTO receipt (meeting, "by", command, seq, at)'
        " SELECT meeting, substr(command, 1, max(instr(command, '.') - 1, 0)), command, seq, at FROM receipt_before"
    )
    op.drop_table("receipt_before")
