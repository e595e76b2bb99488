"""Write the next step: compares the tables as meant with what the steps so far make."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from meetings.record import migrations

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dinh.sqlite"
        migrations.upgrade(path)
        with create_engine(f"sqlite:///{path}").connect() as connection:
            command.revision(migrations.config(connection), message=" ".join(sys.argv[1:]), autogenerate=True)
