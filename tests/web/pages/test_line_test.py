"""A place tries its line: what is sent is bounded, what was found is kept under its own name."""

from dataclasses import replace
from typing import Any

import pytest

from media.link import Joined
from tests.web.under_way import convene

FOUND = {
    "id": "0123456789abcdef", "down": "241", "up": "198", "round_trip": "310", "packets": "250", "lost": "5",
    "lost_up": "3", "microphone": "heard", "camera": "seen", "loudspeaker": "unasked",
}
HALL = "venue:SL-VH-01"


@pytest.fixture
async def meeting(house: Any) -> str:
    return (await convene(house)).id


async def test_before_the_first_test_there_is_one_button_and_no_result(meeting: str, client_for: Any) -> None:
    page = (await (await client_for(HALL)).get(f"/meetings/{meeting}/line-test")).text

    assert page.count("btn main") == 2                     # the way to the content is one
    assert "Bắt đầu thử" in page
    assert "Chưa có cho cuộc họp này" in page


async def test_what_was_found_is_said_in_words_and_kept(meeting: str, client_for: Any, house: Any) -> None:
    hall = await client_for(HALL)

    said = await hall.send_form(f"/meetings/{meeting}/line-test", **FOUND)

    assert said.status_code == 200
    assert "Đường truyền đủ cho tiếng và hình nhỏ" in said.text
    assert "5 trong 250" in said.text
    assert "3 lúc đi, 2 lúc về" in said.text
    kept = await house.register.line_tests.last_of(meeting, HALL)
    assert (kept.down_kbit, kept.up_kbit, kept.round_trip, kept.microphone) == (241, 198, 310, "heard")
    assert "Đường truyền đủ cho tiếng và hình nhỏ" in (await hall.get(f"/meetings/{meeting}/line-test")).text


async def test_an_answer_given_later_belongs_to_the_same_test(meeting: str, client_for: Any, house: Any) -> None:
    hall = await client_for(HALL)
    await hall.send_form(f"/meetings/{meeting}/line-test", **FOUND)
    first = await house.register.line_tests.last_of(meeting, HALL)
    said = await hall.send_form(f"/meetings/{meeting}/line-test", **FOUND | {"loudspeaker": "unheard"})

    assert "không nghe thấy" in said.text
    assert await house.register.line_tests.last_of(meeting, HALL) == replace(first, loudspeaker="unheard")


async def test_where_nothing_comes_back_it_says_what_still_works(meeting: str, client_for: Any) -> None:
    hall = await client_for(HALL)
    no_way = {k: v for k, v in FOUND.items() if k != "round_trip"} | {"packets": "0", "lost": "0", "lost_up": "0"}
    no_line = {k: v for k, v in no_way.items() if k not in ("down", "up")} | {"id": "fedcba9876543210"}

    closed = (await hall.send_form(f"/meetings/{meeting}/line-test", **no_way)).text
    nothing = (await hall.send_form(f"/meetings/{meeting}/line-test", **no_line)).text

    assert "Từ nơi này không truyền được tiếng và hình" in closed
    assert "Vẫn xem tài liệu và biểu quyết được" in closed
    assert "Không đo được đường truyền" in nothing


async def test_a_place_behind_a_closed_network_is_told_that_its_voice_goes_round(
    meeting: str, client_for: Any, house: Any
) -> None:
    hall, thuky = await client_for(HALL), await client_for("thuky")
    direct = (await hall.send_form(f"/meetings/{meeting}/line-test", **FOUND | {"way": "direct"})).text
    said = (await hall.send_form(f"/meetings/{meeting}/line-test", **FOUND | {"way": "round"})).text

    assert "đi thẳng" in direct
    assert "đi vòng, qua máy chủ TURN" in said
    assert "đi vòng, qua máy chủ TURN" in (await thuky.get(f"/meetings/{meeting}/lines")).text
    assert (await house.register.line_tests.last_of(meeting, HALL)).way == "round"


async def test_a_hall_keeps_only_its_own(meeting: str, client_for: Any, house: Any) -> None:
    await (await client_for(HALL)).send_form(f"/meetings/{meeting}/line-test", **FOUND)
    other = await client_for("venue:SL-VH-02")

    stolen = await other.send_form(f"/meetings/{meeting}/line-test", **FOUND | {"down": "9", "subject": HALL})
    mine = await other.send_form(
        f"/meetings/{meeting}/line-test", **FOUND | {"id": "aaaaaaaaaaaaaaaa", "subject": HALL, "venue": "SL-VH-01"})

    assert (stolen.status_code, mine.status_code) == (404, 200)
    found = await house.register.line_tests.last(meeting)
    assert {subject: test.down_kbit for subject, test in found.items()} == {HALL: 241, "venue:SL-VH-02": 241}


@pytest.mark.parametrize("wrong", [
    {"down": "many"}, {"up": "-1"}, {"up": "1e9"}, {"packets": "9" * 10}, {"down": "١٢"}, {"id": ""}, {"id": "x" * 65},
    {"way": "sideways"}, {"microphone": "excellent"}, {"camera": "heard"}, {"loudspeaker": "<b>"},
])
async def test_what_is_no_result_is_refused(meeting: str, client_for: Any, house: Any, wrong: dict[str, str]) -> None:
    answer = await (await client_for(HALL)).send_form(f"/meetings/{meeting}/line-test", **FOUND | wrong)

    assert answer.status_code == 400
    assert await house.register.line_tests.last(meeting) == {}


async def test_a_figure_beyond_all_measure_is_cut(meeting: str, client_for: Any, house: Any) -> None:
    beyond = {"down": "999999999", "packets": "250", "lost": "9000", "lost_up": "9000"}
    await (await client_for(HALL)).send_form(f"/meetings/{meeting}/line-test", **FOUND | beyond)

    kept = await house.register.line_tests.last_of(meeting, HALL)
    assert (kept.down_kbit, kept.packets, kept.lost, kept.lost_up) == (1_000_000, 250, 250, 250)


async def test_what_is_carried_for_measuring_is_bounded(meeting: str, client_for: Any) -> None:
    hall = await client_for(HALL)
    headers = {"x-csrf": hall.csrf, "origin": str(hall.base_url).rstrip("/"), "accept-encoding": "br, gzip"}
    at = f"/meetings/{meeting}/line-test"

    came = await hall.get(f"{at}/down", headers=headers)

    assert len(came.content) == 200_000
    assert "content-encoding" not in came.headers
    assert came.headers["cache-control"] == "no-store"
    assert (await hall.post(f"{at}/up", content=b"x" * 200_000, headers=headers)).status_code == 204
    assert (await hall.post(f"{at}/up", content=b"x" * 200_001, headers=headers)).status_code == 413
    assert (await hall.post(f"{at}/up", content=b"x")).status_code == 403
    assert (await hall.get(f"{at}/nothing")).status_code == 204


class Relay:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []

    async def join(
        self, meeting: str, subject: str, role: str, offer: str, again: str | None, near: str, holder: str
    ) -> Any:
        assert near == ""      # the thin line is what is tried, not the hall's own network
        self.asked.append(("join", meeting, subject, role))
        return Joined("p1", "v=0 answer")

    async def leave(self, peer: str, subject: str) -> None:
        self.asked.append(("leave", peer, subject))

    async def stage(self, meeting: str, seen: Any, heard: Any) -> None:
        self.asked.append(("stage", meeting, tuple(seen), tuple(heard)))


async def test_a_voice_comes_back_on_a_stage_of_ones_own_only(
    meeting: str, client_for: Any, house: Any, app: Any
) -> None:
    relay = Relay()
    app.state.house = replace(house, relay=relay)
    hall = await client_for(HALL)
    headers = {"content-type": "application/sdp", "x-csrf": hall.csrf, "origin": str(hall.base_url).rstrip("/")}
    at = f"/meetings/{meeting}/line-test/probe"

    sent = await hall.post(f"{at}/send", content="v=0", headers=headers)
    await hall.post(f"{at}/watch", content="v=0", headers=headers)
    wrong = await hall.post(f"{at}/direct", content="v=0", headers=headers)
    gone = await hall.delete(sent.headers["location"], headers=headers)

    assert (sent.status_code, wrong.status_code, gone.status_code) == (201, 404, 204)
    own = f"test:{HALL}"
    assert relay.asked == [
        ("join", own, HALL, "send"), ("stage", own, (), (HALL,)),
        ("join", own, f"{HALL}:ear", "watch"), ("stage", own, (), (HALL,)),
        ("leave", "p1", HALL), ("leave", "p1", f"{HALL}:ear"), ("stage", own, (), ()),
    ]


async def test_without_a_relay_it_says_so(meeting: str, client_for: Any) -> None:
    hall = await client_for(HALL)
    headers = {"content-type": "application/sdp", "x-csrf": hall.csrf, "origin": str(hall.base_url).rstrip("/")}

    answer = await hall.post(f"/meetings/{meeting}/line-test/probe/send", content="v=0", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (503, "relay-away")
