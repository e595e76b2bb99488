"""The technician's board: every hall and its line, in words."""

import re
from dataclasses import replace

import pytest

from meetings.procedure.order_paper import Office
from tests.web.served import look_on, serving
from tests.web.under_way import called, convene, prepare
from web.lines import Line
from web.relays import Relays


@pytest.fixture
async def attended(house):
    """A sitting to which the technician is called too."""
    sitting = await prepare(house)
    invitees = await house.register.sittings.invitees(sitting.id)
    person = await house.register.people.by_login("kythuat")
    await house.register.sittings.set_invitees(sitting.id, [*invitees, called(person.id, Office.TECHNICIAN, None)])
    await sitting.convene()
    return sitting


async def test_every_hall_stands_on_the_board_and_a_lost_one_stands_out(app, house, client_for):
    sitting = await convene(house)
    await sitting.open(where={"daibieu03": "SL-VH-01"})
    hall, thuky = await client_for("venue:SL-VH-01"), await client_for("thuky")
    async with serving(app) as port, look_on(port, hall, sitting.id, "venue"):
        page = (await thuky.get(f"/meetings/{sitting.id}/lines")).text

    assert page.count("<tr") == 1 + 3
    assert page.count("Chưa nối lần nào") >= 2
    assert "Tốt" in page
    assert "Trạm chưa trả lời" in page


async def test_a_lost_line_says_since_when_what_is_kept_and_what_to_do(house, client_for, monkeypatch):
    sitting = await convene(house)
    lost = {"venue:SL-VH-01": Line("lost", house.now())}
    monkeypatch.setattr(type(house.gallery), "lines", lambda gallery, meeting: lost)

    page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    assert "Hội trường xã Chiềng Khoa mất kết nối từ" in page
    assert "Giữ lại: điểm danh" in page


async def test_the_technician_called_to_the_meeting_may_see_it_and_a_delegate_may_not(attended, client_for):
    assert (await (await client_for("kythuat")).get(f"/meetings/{attended.id}/lines")).status_code == 200
    assert (await (await client_for("daibieu03")).get(f"/meetings/{attended.id}/lines")).status_code == 404


@pytest.mark.parametrize(("who", "page"), [("kythuat", "live"), ("thuky", "table"), ("chutoa", "console")])
async def test_from_the_board_there_is_a_way_to_ones_own_page_of_the_sitting(attended, client_for, who, page):
    client = await client_for(who)
    board = (await client.get(f"/meetings/{attended.id}/lines")).text

    assert f'href="/meetings/{attended.id}/{page}"' in board
    assert (await client.get(f"/meetings/{attended.id}/{page}")).status_code == 200


@pytest.mark.parametrize("who", ["khach", "venue:SL-VH-01"])
async def test_for_others_there_is_no_such_page(house, client_for, who):
    sitting = await convene(house)

    assert (await (await client_for(who)).get(f"/meetings/{sitting.id}/lines")).status_code == 404


TOLD = {
    "senders": ["venue:SL-VH-01"], "watchers": ["venue:SL-VH-01", "venue:SL-VH-02"], "lines": {
        "venue:SL-VH-01": {"down": 91_700, "up": 61_200, "carries": 241_000, "loss": 0.012, "loss_up": 0.0,
                           "round_trip": 0.3104, "step": "small"},
        "venue:SL-VH-02": {"down": 28_000, "carries": 0, "loss": 0.09, "step": "voice"},
    },
}


class Relay:
    async def stats(self, meeting):
        return TOLD


def row(page, name):
    """The words of one line of the board."""
    found = re.search(f'<tr[^>]*><th scope="row">{name}</th>(.*?)</tr>', page, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


async def test_what_goes_over_each_line_stands_in_figures_and_words(app, house, client_for):
    sitting = await convene(house)
    await sitting.open()
    app.state.house = replace(house, relay=Relay())
    page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    names = ("Phòng họp huyện Vân Hồ", "Hội trường xã Chiềng Khoa", "Hội trường xã Chiềng Xuân")
    one, two, three = (row(page, name) for name in names)
    assert "trạm chính" in two
    assert "92 (tải được 241) / 1024" in two
    assert "61 / 512" in two
    assert "1,2% / 0,0%" in two
    assert "310 ms" in two
    assert "phát và nhận" in two
    assert "Nhận: tiếng và hình nhỏ" in two
    assert "9,0% / –" in three
    assert "Nhận: tiếng" in three
    assert "ms" not in three
    assert "Nhận:" not in one
    assert "trạm chính" not in one


async def relay(house, *halls):
    return (await house.register.relays.make("Trạm Chiềng Khoa", halls, "person:p1", house.now()))[0]


class WithRelays:
    """A tree in which the relay `there` is connected, since `since`, and carries the first hall."""

    def __init__(self, there, since, cut=False):
        line = {"down": 64_000, "up": 33_000, "loss": 0.021, "round_trip": 0.302}
        self._told = {**TOLD, "relays": {there: {"peers": 4, "cut": cut, "line": line}},
                      "lines": {**TOLD["lines"], "venue:SL-VH-01": {"down": 500_000, "relay": there}}}
        self._there = {there: since}

    async def stats(self, meeting):
        return self._told

    def attached(self):
        return self._there


async def test_a_hall_is_shown_with_its_own_relay_and_the_relay_with_the_line_they_share(app, house, client_for):
    sitting = await convene(house)
    here, foreign = await relay(house, "SL-VH-01"), await relay(house, "SL")
    tree = WithRelays(here.id, house.now())
    kept = Relays(house.register.relays, house.register.sittings, tree, "", house.now)
    app.state.house = replace(house, relay=tree, relays=kept)
    page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    assert "Trạm Chiềng Khoa" in row(page, "Hội trường xã Chiềng Khoa")
    assert "trạm chính" in row(page, "Hội trường xã Chiềng Xuân")
    own = row(page, "Trạm Chiềng Khoa")
    assert "Đã kết nối từ" in own
    assert "Hội trường xã Chiềng Khoa" in own
    assert ("64" in own, "33" in own, "2,1% / –" in own, "302 ms" in own) == (True, True, True, True)
    assert page.count('<th scope="row">Trạm Chiềng Khoa') == 1
    assert foreign.id != here.id


@pytest.mark.parametrize(("seen", "cut", "said"), [
    (False, False, "Chưa kết nối lần nào"), (True, False, "Mất kết nối lần cuối lúc"),
    (True, True, "trong điểm cầu vẫn tiếp tục"),
])
async def test_how_a_relay_is_stands_in_words(app, house, client_for, seen, cut, said):
    sitting = await convene(house)
    here = await relay(house, "SL-VH-01")
    if seen:
        await house.register.relays.seen(here.id, house.now())
    if cut:
        tree = WithRelays(here.id, house.now(), cut=True)
        kept = Relays(house.register.relays, house.register.sittings, tree, "", house.now)
        app.state.house = replace(house, relay=tree, relays=kept)

    assert said in row((await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text, here.name)


async def test_a_line_that_loses_much_is_weak(app, house, client_for):
    sitting = await convene(house)
    app.state.house = replace(house, relay=Relay())
    async with serving(app) as port, look_on(port, await client_for("venue:SL-VH-02"), sitting.id, "venue"):
        page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    assert "Yếu" in row(page, "Hội trường xã Chiềng Xuân")


async def test_the_last_test_of_a_hall_and_of_who_is_elsewhere_stands_with_its_time(house, client_for):
    sitting = await convene(house)
    found = {"id": "0123456789abcdef", "down": "240", "up": "230", "round_trip": "300", "packets": "250", "lost": "5",
             "microphone": "silent", "camera": "seen", "loudspeaker": "unheard"}
    await (await client_for("venue:SL-VH-01")).send_form(f"/meetings/{sitting.id}/line-test", **found)
    await (await client_for("daibieu05")).send_form(
        f"/meetings/{sitting.id}/line-test", **found | {"id": "fedcba9876543210", "packets": "0"})
    page = (await (await client_for("thuky")).get(f"/meetings/{sitting.id}/lines")).text

    tried = row(page, "Hội trường xã Chiềng Khoa")
    assert "tiếng, hình nhỏ" in tried
    assert re.search(r"\d\d:\d\d, \d\d/\d\d/\d{4}", tried)
    assert "Micrô: im lặng" in tried
    assert "Loa: không nghe thấy" in tried
    assert "Máy quay" not in tried
    assert "chưa thử" in row(page, "Hội trường xã Chiềng Xuân")
    elsewhere = page[page.index("Người dự họp ở nơi khác"):]
    assert "Sồng Thị Nhung" in elsewhere
    assert "chỉ tài liệu" in elsewhere
