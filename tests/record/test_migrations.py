"""From the tables that are there to the tables that are meant."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, create_engine, inspect

from meetings.record import database as databases
from meetings.record import migrations, tables_dossier, tables_meeting, tables_record, tables_register, tables_signin
from meetings.record.tables import METADATA

CELLS = {"INTEGER": 1, "BOOLEAN": 1, "BLOB": b"x", "DATE": "2026-11-26", "DATETIME": "2026-11-26 01:00:00.000000"}
GONE = {"due"}                 # tables that a step took away, with what stood in them
TABLES = (tables_register, tables_meeting, tables_dossier, tables_signin, tables_record)


@pytest.fixture
def connection(tmp_path):
    migrations.upgrade(tmp_path / databases.FILE)
    engine = create_engine(f"sqlite:///{tmp_path / databases.FILE}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_the_steps_make_the_tables_that_are_meant(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, METADATA) == []


def test_keys_and_constraints_are_those_meant_too(connection):
    there = inspect(connection)
    for table in METADATA.sorted_tables:
        found = {tuple(key["constrained_columns"]) for key in there.get_foreign_keys(table.name)}
        assert found == {tuple(key.column_keys) for key in table.foreign_key_constraints}, table.name
        assert there.get_pk_constraint(table.name)["constrained_columns"] == [c.name for c in table.primary_key]
        checks = {check["name"] for check in there.get_check_constraints(table.name)}
        assert checks == {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}, table.name


def test_there_is_one_first_step_and_one_last():
    steps = ScriptDirectory.from_config(migrations.config())
    assert steps.get_bases() == ["0001"]
    assert len(steps.get_heads()) == 1


def test_a_second_upgrade_changes_nothing(tmp_path):
    path = tmp_path / databases.FILE
    migrations.upgrade(path)
    before = path.read_bytes()

    migrations.upgrade(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == [databases.FILE]


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    path = tmp_path / databases.FILE
    migrations.upgrade(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()

    with pytest.raises(migrations.TooNew, match="9999"):
        migrations.upgrade(path)


def test_a_copy_is_kept_before_a_file_with_content_is_changed(tmp_path):
    path = tmp_path / databases.FILE
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE kept (word TEXT)")
    connection.execute("INSERT INTO kept VALUES ('before')")
    connection.commit()
    connection.close()

    migrations._keep_copy(path, "0001")
    copy = sqlite3.connect(tmp_path / "dinh-before-0001.sqlite")
    assert copy.execute("SELECT word FROM kept").fetchall() == [("before",)]
    copy.close()


def steps() -> list[str]:
    found = ScriptDirectory.from_config(migrations.config()).walk_revisions()
    return sorted(step.revision for step in found)


def made_by(path: Path, step: str) -> None:
    """A database as it was made when `step` was the last."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        command.upgrade(migrations.config(connection), step)
    engine.dispose()


def filled(path: Path) -> dict[str, list[str]]:
    """One row put into every table, each naming the others as the keys ask. Gives the columns by table."""
    with closing(sqlite3.connect(path)) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = {name for (name,) in connection.execute(named)} - {"alembic_version"}
        columns = {}
        for name in tables:
            types = {row[1]: row[2] for row in connection.execute(f'PRAGMA table_info("{name}")')}
            cells = [CELLS.get(type.partition("(")[0], "x") for type in types.values()]
            connection.execute(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(cells))})', cells)
            columns[name] = list(types)
        connection.commit()
        return columns


def rows_of(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            name: connection.execute(f'SELECT {", ".join(these)} FROM "{name}"').fetchall()
            for name, these in columns.items() if name not in GONE
        }


@pytest.mark.parametrize("step", steps()[:-1])
def test_what_an_earlier_version_wrote_stands_after_every_later_step(tmp_path, step):
    path = tmp_path / databases.FILE
    made_by(path, step)
    columns = filled(path)
    before = rows_of(path, columns)

    migrations.upgrade(path)
    assert rows_of(path, columns) == before
    assert all(len(rows) == 1 for rows in before.values())
    assert (tmp_path / f"dinh-before-{step}.sqlite").exists()


def test_what_waited_to_be_done_is_no_longer_kept(connection):
    assert not inspect(connection).has_table("due")


def test_every_table_says_in_which_module_it_stands():
    named = {table.name for module in TABLES for table in vars(module).values() if isinstance(table, Table)}
    assert named == set(METADATA.tables)


def test_the_steps_ship_with_the_package():
    folder = Path(migrations.__file__).parent
    for needed in ("env.py", "script.py.mako", "versions/__init__.py", "versions/m0001_first_tables.py"):
        assert (folder / needed).is_file(), needed
    assert re.search(r'"\*\.mako"', (folder.parents[2] / "pyproject.toml").read_text())


def test_receipts_given_before_are_their_askers(tmp_path):
    path = tmp_path / databases.FILE
    made_by(path, "0005")
    with closing(sqlite3.connect(path)) as connection:
        connection.executemany("INSERT INTO receipt VALUES ('m1', ?, 1, '2026-11-26 05:00:00.000000')", [
            ("dfef6b34bd78d976.11111111-1111-4111-8111-111111111111",), ("0123456789abcdef",)])
        connection.commit()

    migrations.upgrade(path)

    with closing(sqlite3.connect(path)) as connection:
        whose = dict(connection.execute('SELECT command, "by" FROM receipt'))
    assert whose == {
        "dfef6b34bd78d976.11111111-1111-4111-8111-111111111111": "dfef6b34bd78d976", "0123456789abcdef": ""}
