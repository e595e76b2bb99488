"""No table of what is due: nothing ever waited in it, the timetable makes its rounds by the clock."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("due")
