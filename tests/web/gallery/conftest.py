"""The gallery of these tests: its clock, its views, and the clerk who announces to it."""


import pytest

from tests.web.gallery.scene import Clerk, Time, Views
from web.gallery import Gallery


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def views():
    return Views()


@pytest.fixture
def gallery(views, time):
    return Gallery(views, lambda meeting, seen, gone, locale: f"gone {gone}: {len(seen)}", time.now,
                   monotonic=time.monotonic)


@pytest.fixture
def clerk(gallery):
    return Clerk(gallery)
