"""Alembic's way in: hands it our tables and the connection that `upgrade` opened."""

from alembic import context

from meetings.record import tables_dossier, tables_meeting, tables_record, tables_register, tables_signin
from meetings.record.tables import METADATA

TABLES = (tables_register, tables_meeting, tables_dossier, tables_signin, tables_record)   # imported: METADATA is whole

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
