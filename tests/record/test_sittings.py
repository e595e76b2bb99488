"""Meetings as they are prepared."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from meetings.procedure.order_paper import Office
from meetings.procedure.sitting import Phase
from meetings.record.ids import new_id
from meetings.register.prepared import Answer, Invitee, PreparedMeeting

STARTS = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


def called(person, office=Office.MEMBER, seat=None):
    return Invitee(person.id, office, seat, Answer.NONE, "", None, None, where_said=False)


@pytest_asyncio.fixture
async def council(peopled):
    return next(body for body in await peopled.people.bodies() if body.name == "HĐND huyện Vân Hồ")


@pytest_asyncio.fixture
async def people(peopled):
    return {person.login: person for person in await peopled.people.all()}


@pytest_asyncio.fixture
async def meeting(peopled, council, people):
    made = PreparedMeeting(
        new_id(), council.id, "regular", "Kỳ họp thứ mười", STARTS, STARTS + timedelta(hours=4),
        "Hội trường huyện", "SL-VH", True, Phase.PLANNED, people["thuky"].id,
    )
    await peopled.sittings.create(made, [
        called(people["chutoa"], Office.CHAIR, 1), called(people["daibieu03"], seat=3),
        called(people["thuky"], Office.SECRETARY), called(people["phong01"], Office.GUEST),
    ])
    return made


async def test_what_was_prepared_comes_back(peopled, meeting):
    assert await peopled.sittings.get(meeting.id) == meeting
    assert await peopled.sittings.get("none") is None
    assert [place.id for place in await peopled.sittings.venues(meeting.id)] == ["SL-VH"]


async def test_a_delegate_hears_of_a_meeting_when_it_is_convened(peopled, meeting, people):
    deputy = people["daibieu03"].id
    assert await peopled.sittings.of_person(deputy) == []

    await peopled.sittings.set_phase(meeting.id, Phase.CONVENED)
    assert [one.id for one in await peopled.sittings.of_person(deputy)] == [meeting.id]
    assert await peopled.sittings.of_person(people["daibieu04"].id) == []


async def test_the_desk_is_who_prepares_or_leads(peopled, meeting, people):
    at_desk = {login for login in people if await peopled.sittings.of_desk(people[login].id, ())}
    assert at_desk == {"chutoa", "thuky"}
    assert await peopled.sittings.of_desk(people["thuky2"].id, [meeting.body]) == [meeting]    # though not called


async def test_an_answer_survives_a_new_list_of_invitees(peopled, meeting, people):
    deputy = people["daibieu03"]
    await peopled.sittings.answer(meeting.id, deputy.id, Answer.CANNOT, "Đường bị sạt lở", STARTS)
    await peopled.sittings.say_where(meeting.id, deputy.id, "SL-VH-01")
    await peopled.sittings.set_invitees(
        meeting.id, [called(deputy, Office.DEPUTY_CHAIR, 3), called(people["daibieu04"], seat=4)]
    )

    kept, new = await peopled.sittings.invitees(meeting.id)
    assert (kept.office, kept.answer, kept.reason, kept.where) == (
        Office.DEPUTY_CHAIR, Answer.CANNOT, "Đường bị sạt lở", "SL-VH-01"
    )
    assert (new.person, new.answer) == (people["daibieu04"].id, Answer.NONE)


async def test_elsewhere_is_said_too(peopled, meeting, people):
    await peopled.sittings.say_where(meeting.id, people["daibieu03"].id, None)
    invitee = await peopled.sittings.invitee(meeting.id, people["daibieu03"].id)
    assert (invitee.where, invitee.where_said) == (None, True)


async def test_who_is_not_called_cannot_answer(peopled, meeting, people):
    outsider = people["daibieu20"].id
    assert not await peopled.sittings.answer(meeting.id, outsider, Answer.ATTENDS, "", STARTS)
    assert not await peopled.sittings.say_where(meeting.id, outsider, None)


async def test_items_are_numbered_without_a_gap_whatever_is_moved(peopled, meeting):
    one, two, three = [await peopled.sittings.add_item(meeting.id, title) for title in ("một", "hai", "ba")]

    async def agenda():
        return [(item.number, item.title) for item in await peopled.sittings.items(meeting.id)]

    await peopled.sittings.move_item(meeting.id, three.id, 1)
    assert await agenda() == [(1, "ba"), (2, "một"), (3, "hai")]
    await peopled.sittings.move_item(meeting.id, three.id, 99)
    assert await agenda() == [(1, "một"), (2, "hai"), (3, "ba")]
    assert await peopled.sittings.remove_item(meeting.id, one.id)
    assert await agenda() == [(1, "hai"), (2, "ba")]
    await peopled.sittings.change_item(two.id, "hai sửa", "Bà Hoa", 15)
    assert (await peopled.sittings.items(meeting.id))[0] == replace(
        two, number=1, title="hai sửa", presenter="Bà Hoa", minutes=15
    )


async def test_an_item_of_another_meeting_is_left_alone(peopled, meeting):
    item = await peopled.sittings.add_item(meeting.id, "một")
    assert not await peopled.sittings.remove_item("another", item.id)
    await peopled.sittings.move_item("another", item.id, 3)
    assert await peopled.sittings.items(meeting.id) == [item]


async def test_an_item_with_papers_stays(peopled, meeting, people):
    item = await peopled.sittings.add_item(meeting.id, "một")
    await peopled.dossier.add_version(
        meeting.id, item.id, "Tờ trình", version="a" * 64, filename="to-trinh.pdf", media_type="application/pdf",
        size=9, at=STARTS, by=people["thuky"].id,
    )
    assert not await peopled.sittings.remove_item(meeting.id, item.id)
    assert await peopled.sittings.items(meeting.id) == [item]


async def test_the_main_venue_is_always_among_the_venues(peopled, meeting):
    await peopled.sittings.set_venues(meeting.id, ["SL-VH-02", "SL-VH-01", "SL-VH-02"])
    assert [place.id for place in await peopled.sittings.venues(meeting.id)] == ["SL-VH", "SL-VH-02", "SL-VH-01"]

    await peopled.sittings.change(replace(meeting, main_venue="SL-VH-05", title="Kỳ họp bất thường"))
    assert (await peopled.sittings.venues(meeting.id))[0].id == "SL-VH-05"
    assert (await peopled.sittings.get(meeting.id)).title == "Kỳ họp bất thường"


async def test_a_venue_sees_the_meetings_it_joins(peopled, meeting):
    assert await peopled.sittings.of_venue("SL-VH") == []
    await peopled.sittings.set_phase(meeting.id, Phase.CONVENED)
    assert [one.id for one in await peopled.sittings.of_venue("SL-VH")] == [meeting.id]


async def test_the_order_paper_carries_the_names_of_today(peopled, meeting):
    await peopled.sittings.add_item(meeting.id, "Ngân sách", "Bà Hoa", 30)
    paper = await peopled.sittings.order_paper(meeting.id)

    assert (paper.body, paper.seats, paper.rules.id) == ("HĐND huyện Vân Hồ", 35, "hdnd-2015")
    assert [(one.name, one.unit, one.office, one.seat) for one in paper.participants][:2] == [
        ("Cà Văn Dũng", "Huyện Vân Hồ", Office.CHAIR, 1), ("Trần Thanh Hoa", "Xã Chiềng Khoa", Office.MEMBER, 3)
    ]
    assert [(item.number, item.title, item.minutes) for item in paper.items] == [(1, "Ngân sách", 30)]
    assert [(place.id, place.main) for place in paper.venues] == [("SL-VH", True)]


async def test_no_meeting_has_no_order_paper(peopled):
    with pytest.raises(LookupError, match="no meeting"):
        await peopled.sittings.order_paper("none")
