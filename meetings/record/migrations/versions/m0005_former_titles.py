"""What a paper was called before."""

import sqlalchemy as sa
from alembic import op

from meetings.record.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_title",
        sa.Column("document", sa.String(32), sa.ForeignKey("document.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.Column("renamed_by", sa.String(32), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
    )
