"""From the tables that are there to the tables that are meant, one step at a time (Alembic).

Run at every opening, before anything else touches the file; all steps in one
transaction, so that a file is never between two versions. Foreign keys are off
meanwhile (a batch step drops and re-makes its table, and would cascade) and are
checked as a whole before the commit. A file with content is copied aside first.

A new step: change the tables, then `python -m meetings.record.migrations "what changes"`.
"""

import sqlite3
import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

HERE = Path(__file__).parent
_ONE_AT_A_TIME = threading.Lock()       # Alembic's `op` and `context` are global to the process


class TooNew(Exception):
    """A later version of the program wrote this file."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(
            f"{path} was written by a later version (step {revision} is unknown here). Install that version again."
        )


def upgrade(path: Path) -> None:
    """Bring the file at `path` to the newest tables; makes it when it is missing.

    Raises:
        TooNew: a later version of the program wrote it.
    """
    with _ONE_AT_A_TIME:
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with engine.connect() as connection:
            now = _revision(connection)
            steps = ScriptDirectory.from_config(config())
            if now is not None and now not in _steps():
                raise TooNew(path, now)
            if now == steps.get_current_head():
                return
            connection.rollback()
            if now is not None:
                _keep_copy(path, now)
            _step_up(connection)


def check(path: Path) -> None:
    """Look only. Raises `TooNew`: a later version of the program wrote it."""
    engine = create_engine(f"sqlite:///file:{path.absolute()}?mode=ro&uri=true", poolclass=NullPool)
    with engine.connect() as connection:
        now = _revision(connection)
    if now is not None and now not in _steps():
        raise TooNew(path, now)


def _steps() -> set[str]:
    return {step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()}


def config(connection: Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _step_up(connection: Connection) -> None:
    with connection.begin():
        command.upgrade(config(connection), "head")
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise RuntimeError(f"the new tables would leave a row without what it refers to: {broken}")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _keep_copy(path: Path, revision: str) -> None:
    """`dinh.sqlite` as it was, beside it."""
    copy = path.with_name(f"{path.stem}-before-{revision}{path.suffix}")
    with sqlite3.connect(path) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
