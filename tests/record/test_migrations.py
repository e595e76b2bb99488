"""From the tables that are there to the tables that are meant."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, create_engine, inspect

from meetings.record import database as databases
from meetings.record import migrations, tables_dossier, tables_meeting, tables_record, tables_register, tables_signin
from meetings.record.tables import METADATA

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


def test_every_table_says_in_which_module_it_stands():
    named = {table.name for module in TABLES for table in vars(module).values() if isinstance(table, Table)}
    assert named == set(METADATA.tables)


def test_the_steps_ship_with_the_package():
    folder = Path(migrations.__file__).parent
    for needed in ("env.py", "script.py.mako", "versions/__init__.py", "versions/m0001_first_tables.py"):
        assert (folder / needed).is_file(), needed
    assert re.search(r'"\*\.mako"', (folder.parents[2] / "pyproject.toml").read_text())
