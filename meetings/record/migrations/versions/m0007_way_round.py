"""By which way the voice of a line test went; nobody asked before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("line_test", sa.Column("way", sa.String(16)))
