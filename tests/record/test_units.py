"""Units and venues as rows."""

from meetings.register.units import Unit, VenuePlace


async def test_units_come_in_the_order_of_their_sheet(peopled):
    codes = [unit.code for unit in await peopled.units.all()]
    assert codes[:3] == ["SL", "SL-01", "SL-02"]
    assert codes[-1] == "SL-VH-P12"


async def test_the_tree_says_of_each_unit_which_one_is_above(peopled):
    parents = await peopled.units.parents()

    assert len(parents) == len(await peopled.units.all())
    assert (parents["SL-VH-07"], parents["SL-VH"], parents["SL"]) == ("SL-VH", "SL", None)


async def test_a_venue_is_found_by_its_unit(peopled):
    found = await peopled.units.venue("SL-VH-04")
    assert found == VenuePlace("SL-VH-04", "SL-VH-04", "Hội trường xã Liên Hòa", 256, 256)
    assert await peopled.units.venue("SL-VH-P01") is None
    assert len(await peopled.units.venues()) == 27


async def test_a_unit_added_by_hand_comes_last(peopled):
    new = Unit("SL-VH-15", "SL-VH", "commune", "Xã Mới", "New commune", None, None)
    await peopled.units.add([new], [VenuePlace("SL-VH-15", "SL-VH-15", "Hội trường", 512, 256)])

    assert (await peopled.units.all())[-1] == new
    assert await peopled.units.get("SL-VH-15") == new
