"""Settings for all tests: property tests are deterministic, so a red run is red again."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from meetings.record import database, migrations

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60,
                          suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", deadline=None, max_examples=5_000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait for a browser or a whole house come first: none is left over when all else is done."""
    items.sort(key=lambda item: not _waits(getattr(item, "module", None)))


def _waits(module: object) -> bool:
    return hasattr(module, "chromium") or hasattr(module, "dinh")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database of all tables and no rows, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    migrations.upgrade(folder / database.FILE)
    return folder
