"""How far an administrator's sheets reach."""

import pytest

from meetings.record import importing
from meetings.record.reach import BeyondReach
from meetings.register.importing import PEOPLE_COLUMNS, UNIT_COLUMNS
from meetings.register.people import Post, Role
from tests.record.conftest import sheet
from tests.record.test_importing import everything

NO_UNITS, NO_PEOPLE = ",".join(UNIT_COLUMNS), ",".join(PEOPLE_COLUMNS)
COMMUNE = [Post("p", Role.ADMIN, "SL-VH-01", None, None, None, None)]
DISTRICT = [Post("p", Role.ADMIN, "SL-VH", None, None, None, None)]
HOUSE = [Post("p", Role.ADMIN, "", None, None, None, None)]


def person(login, unit, body="", role="guest", seat=""):
    return f"{NO_PEOPLE}\n{login},Lò Văn Mới,Đại biểu,{unit},{body},{role},{seat},,,,vi\n"


def unit(code, parent):
    return f"{NO_UNITS}\n{code},{parent},commune,Xã,Commune,,,,,\n"


async def refused(database, by, units=NO_UNITS, people=NO_PEOPLE):
    """The unit it was refused for, with nothing changed; None: it was not."""
    before = await everything(database)
    try:
        assert not isinstance(await importing.bring_in(database, units, people, by), list)
    except BeyondReach as beyond:
        assert await everything(database) == before
        return beyond.unit
    return None


async def test_an_administrator_brings_in_what_is_theirs(database, peopled):
    assert await refused(database, COMMUNE, people=person("moi", "SL-VH-01")) is None
    assert await refused(database, COMMUNE, units=unit("SL-VH-01-A", "SL-VH-01")) is None
    assert await refused(database, DISTRICT, people=person("moi2", "SL-VH-02", "HĐND xã", "chair", "1")) is None


async def test_the_administrator_of_the_house_brings_in_everything(database):
    assert await refused(database, HOUSE, sheet("units.csv"), sheet("people.csv")) is None


@pytest.mark.parametrize(("units", "people", "beyond"), [
    (NO_UNITS, person("moi", "SL-VH-02"), "SL-VH-02"),
    (NO_UNITS, person("moi", "SL-VH", role="admin"), "SL-VH"),
    (NO_UNITS, person("daibieu05", "SL-VH-01"), "SL-VH-02"),
    (NO_UNITS, person("admin", "SL-VH-01"), "SL"),
    (NO_UNITS, person("daibieu03", "SL-VH-01"), "SL-VH"),
    (NO_UNITS, person("moi", "SL-VH-01", "HĐND huyện Vân Hồ", "secretary"), "SL-VH"),
    (NO_UNITS, person("moi", "SL-VH-01", "UBND tỉnh Sơn La", "chair"), "SL"),
    (unit("SL-VH-02", "SL-VH-01"), NO_PEOPLE, "SL-VH-02"),
    (unit("SL-VH-01", ""), NO_PEOPLE, ""),
    (unit("SL-VH-01", "SL-VH-02"), NO_PEOPLE, "SL-VH-02"),
    (unit("SL-VH-99", "SL-VH"), NO_PEOPLE, "SL-VH-99"),
], ids=["beside", "above", "somebody-from-beside", "the-administrator", "a-seat-of-the-district", "a-body-above",
        "a-chair-above", "a-unit-taken", "a-root", "a-move-beside", "a-new-unit-beside"])
async def test_an_administrator_of_one_commune_cannot_reach(database, peopled, units, people, beyond):
    assert await refused(database, COMMUNE, units, people) == beyond


async def test_who_is_no_administrator_brings_in_nothing(database, peopled):
    secretary = [Post("p", Role.SECRETARY, "SL", None, None, None, None)]
    assert await refused(database, secretary, people=person("moi", "SL-VH-01")) == "SL-VH-01"
    assert await refused(database, [], people=person("moi", "SL-VH-01")) == "SL-VH-01"
