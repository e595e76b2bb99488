"""Three meetings of HĐND huyện Vân Hồ, held through the real clerk on the real record.

    a week ago      closed: minutes can be read
    40 minutes ago  under way: called to order, roll taken, item 2 open
    in an hour      convened: papers to read, an invitation to answer

The clerk's clock is an argument, so the past ones are recorded with past times.
"""

import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from meetings import papers
from meetings.clerk import Clerk
from meetings.papers import intake
from meetings.procedure import agenda, ballots, floor, roll, sitting
from meetings.procedure.meeting import Command
from meetings.procedure.order_paper import Office
from meetings.procedure.sitting import Phase
from meetings.procedure.words import BallotId, CommandId, ItemId, MeetingId, PersonId, Text, VenueId
from meetings.record.ids import new_id
from meetings.register.people import Body
from meetings.register.prepared import Answer, Invitee, PreparedItem, PreparedMeeting
from web.desk.calling import everybody, halls_below
from web.following import Followed
from web.house import House

BODY = "HĐND huyện Vân Hồ"
PLACE = "Hội trường UBND huyện Vân Hồ"
FOLDER = Path(papers.__file__).parent / "demo"
PAPERS = {
    "report": ("bao-cao-kinh-te-xa-hoi-2026.pdf", "Báo cáo kinh tế - xã hội năm 2026"),
    "budget": ("to-trinh-du-toan-ngan-sach-2027.pdf", "Tờ trình dự toán ngân sách năm 2027"),
    "review": ("bao-cao-tham-tra-du-toan-2027.pdf", "Báo cáo thẩm tra dự toán năm 2027 (bản chụp)"),
    "water": ("du-thao-nghi-quyet-nuoc-sinh-hoat.docx", "Dự thảo nghị quyết về nước sinh hoạt"),
}
SEED = 7                       # the same absences and votes in every example

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Script:
    """What is prepared for one of the three."""

    title: str
    template: str
    items: tuple[tuple[str, str, int], ...]              # title, presenter, minutes
    files: tuple[tuple[int, str], ...]                   # item from 0, a key of PAPERS


OPENING = ("Khai mạc, thông qua chương trình", "Ông Cà Văn Dũng, Chủ tịch HĐND huyện", 15)
CLOSING = ("Bế mạc", "Ông Cà Văn Dũng, Chủ tịch HĐND huyện", 10)
REPORT = ("Báo cáo kinh tế - xã hội năm 2026, nhiệm vụ năm 2027", "UBND huyện", 30)
BUDGET = ("Dự toán ngân sách huyện năm 2027", "Phòng Tài chính - Kế hoạch", 40)
WATER = ("Nghị quyết về nước sinh hoạt các xã vùng cao", "Phòng Nông nghiệp và Phát triển nông thôn", 30)

HELD = Script(
    "Kỳ họp chuyên đề thứ 11, HĐND huyện Vân Hồ", "thematic", (OPENING, WATER, CLOSING), ((1, "water"),))
NOW = Script(
    "Kỳ họp thứ 12, HĐND huyện Vân Hồ: phiên thứ nhất", "regular", (OPENING, REPORT, BUDGET, CLOSING),
    ((1, "report"), (2, "budget"), (2, "review")))
NEXT = Script(
    "Kỳ họp thứ 12, HĐND huyện Vân Hồ: phiên thứ hai", "regular", (OPENING, BUDGET, WATER, CLOSING),
    ((1, "budget"), (1, "review"), (2, "water"), (0, "report")))


class Scene:
    """One meeting being held: a clerk whose clock we turn."""

    def __init__(self, house: House, meeting: MeetingId, at: datetime) -> None:
        self.meeting = meeting
        self.at = at
        register = house.register
        self.clerk = Clerk(Followed(register.entries, register.sittings), house.gallery, lambda: self.at)
        self._house = house

    def later(self, **span: float) -> None:
        self.at += timedelta(**span)

    async def do(self, kind: type, by: PersonId, **fields: object) -> None:
        """One request, at the scene's time."""
        command: Command = kind(id=CommandId(new_id()), by=by, at=self.at, **fields)
        await self.clerk.handle(self.meeting, command)

    async def paper(self) -> object:
        return await self._house.register.sittings.order_paper(self.meeting)


async def hold(house: House, say: Say) -> None:
    """All three."""
    body = next(body for body in await house.register.people.bodies() if body.name == BODY)
    now = house.now().replace(second=0, microsecond=0)
    chance = random.Random(SEED)                         # noqa: S311 - an example, not a secret
    say("holding a meeting that is over")
    await _held(house, body, _morning(now - timedelta(days=7)), chance)
    say("calling one to order")
    await _under_way(house, body, now - timedelta(minutes=40), chance)
    say("convening the next one, with its papers")
    await _coming(house, body, now + timedelta(hours=1), chance)


def _morning(day: datetime) -> datetime:
    """08:00 in Sơn La, which is 01:00 UTC."""
    return day.astimezone(UTC).replace(hour=1, minute=0)


async def _prepare(house: House, body: Body, script: Script, starts: datetime, minutes: int) -> Scene:
    people = await everybody(house, body)
    called = [one for one in people if one.usual or one.person.login.startswith("phong")]
    invitees = [
        Invitee(one.person.id, one.office, one.seat, Answer.NONE, "", None, None, where_said=False) for one in called
    ]
    secretary = next(one.person for one in invitees if one.office is Office.SECRETARY)
    meeting = PreparedMeeting(
        MeetingId(new_id()), body.id, script.template, script.title, starts, starts + timedelta(minutes=minutes),
        PLACE, VenueId(body.unit), public=True, phase=Phase.PLANNED, created_by=secretary,
    )
    items = [PreparedItem(ItemId(new_id()), n, *item) for n, item in enumerate(script.items, 1)]
    await house.register.sittings.create(meeting, invitees, items)
    halls = [hall for hall in await halls_below(house, body.unit) if hall != body.unit]
    await house.register.sittings.set_venues(meeting.id, [body.unit, *sorted(halls)])
    await _papers(house, meeting, items, script)
    scene = Scene(house, meeting.id, min(starts - timedelta(days=5), house.now()))
    await scene.do(sitting.Convene, secretary, paper=await scene.paper())
    return scene


async def _papers(
    house: House, meeting: PreparedMeeting, items: Sequence[PreparedItem], script: Script
) -> None:
    for item, key in script.files:
        file, title = PAPERS[key]
        taken = await intake.take_in(house.shelf, _bytes(FOLDER / file), f"{title}{Path(file).suffix}")
        _, version = await house.register.dossier.add_version(
            meeting.id, items[item].id, taken.title, version=taken.id, filename=taken.filename,
            media_type=taken.media_type, size=taken.size, at=house.now(), by=meeting.created_by)
        await house.register.dossier.set_state(version.id, taken.state, 0, taken.problem)
        house.pager.add(version.id)


async def _bytes(path: Path) -> AsyncIterator[bytes]:
    yield path.read_bytes()  # noqa: ASYNC240 - small, and before anybody is here


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is who among those called."""

    chair: PersonId
    secretary: PersonId
    seated: list[Invitee]
    homes: dict[PersonId, VenueId | None]


async def _cast(house: House, meeting: MeetingId) -> Cast:
    invitees = await house.register.sittings.invitees(meeting)
    halls = {str(hall.id) for hall in await house.register.sittings.venues(meeting)}
    people = {one.id: one for one in await house.register.people.all()}
    homes = {
        one.person: VenueId(people[one.person].unit) if people[one.person].unit in halls else None for one in invitees
    }
    chair = next(one.person for one in invitees if one.office is Office.CHAIR)
    secretary = next(one.person for one in invitees if one.office is Office.SECRETARY)
    main = next(iter(sorted(halls, key=len)))
    homes = {person: hall or VenueId(main) for person, hall in homes.items()}
    return Cast(chair, secretary, [one for one in invitees if one.seat is not None], homes)


async def _answers(house: House, meeting: MeetingId, cast: Cast, away: set[PersonId], at: datetime) -> None:
    for one in cast.seated:
        if one.person in away:
            await house.register.sittings.answer(meeting, one.person, Answer.CANNOT, "Đi công tác tại tỉnh", at)
        else:
            await house.register.sittings.answer(meeting, one.person, Answer.ATTENDS, "", at)
            await house.register.sittings.say_where(meeting, one.person, cast.homes[one.person])


async def _come_in(scene: Scene, cast: Cast, away: set[PersonId]) -> None:
    for one in cast.seated:
        if one.person not in away:
            scene.later(seconds=7)
            await scene.do(roll.DeclarePresence, one.person, member=one.person, where=cast.homes[one.person])
    for person in sorted(away):
        await scene.do(roll.ExcuseAbsence, cast.secretary, member=person, reason=Text("Đi công tác tại tỉnh"))


async def _open(scene: Scene, cast: Cast, starts: datetime, away: set[PersonId]) -> None:
    """Everybody comes in, the chair opens, the roll is taken."""
    scene.at = starts - timedelta(minutes=6)
    await _come_in(scene, cast, away)
    scene.at = starts + timedelta(minutes=1)
    await scene.do(sitting.CallToOrder, cast.chair, paper=await scene.paper())
    scene.later(minutes=2)
    await scene.do(roll.TakeRoll, cast.chair)


async def _speak(scene: Scene, cast: Cast, speaker: PersonId, seconds: int) -> None:
    await scene.do(floor.AskFloor, speaker)
    scene.later(seconds=20)
    await scene.do(floor.GiveFloor, cast.chair, member=speaker, seconds=300)
    scene.later(seconds=seconds)
    await scene.do(floor.TakeFloorBack, cast.chair)
    scene.later(seconds=15)


async def _held(house: House, body: Body, starts: datetime, chance: random.Random) -> None:
    scene = await _prepare(house, body, HELD, starts, 90)
    cast = await _cast(house, scene.meeting)
    members = [one.person for one in cast.seated if one.office is Office.MEMBER]
    away = set(chance.sample(members, 3))
    await _answers(house, scene.meeting, cast, away, starts - timedelta(days=2))
    await _open(scene, cast, starts, away)
    present = [one.person for one in cast.seated if one.person not in away]
    for item in await house.register.sittings.items(scene.meeting):
        scene.later(minutes=3)
        await scene.do(agenda.OpenItem, cast.chair, item=item.id)
        scene.later(minutes=item.minutes // 3)
        if item.title == WATER[0]:
            for speaker in chance.sample([p for p in present if p != cast.chair], 2):
                await _speak(scene, cast, speaker, chance.randint(100, 280))
            await _vote(scene, cast, present, chance)
    scene.later(minutes=4)
    await scene.do(sitting.Close, cast.chair)
    await scene.clerk.close()


async def _vote(scene: Scene, cast: Cast, present: list[PersonId], chance: random.Random) -> None:
    ballot = BallotId(new_id())
    question = Text("Thông qua Nghị quyết về nước sinh hoạt các xã vùng cao")
    await scene.do(ballots.OpenBallot, cast.chair, ballot=ballot, question=question, majority="ordinary")
    options = [option.code for option in (await scene.clerk.meeting(scene.meeting)).ballots[ballot].opened.options]
    for person in present:
        scene.later(seconds=chance.random())
        option = options[0] if chance.random() < 0.85 else chance.choice(options[1:])
        await scene.do(ballots.CastVote, person, ballot=ballot, option=option)
    scene.later(seconds=30)
    await scene.do(ballots.CloseBallot, cast.chair, ballot=ballot, without_line=frozenset())
    scene.later(seconds=20)
    await scene.do(ballots.ConfirmFinding, cast.chair, ballot=ballot)


async def _under_way(house: House, body: Body, starts: datetime, chance: random.Random) -> None:
    scene = await _prepare(house, body, NOW, starts, 240)
    cast = await _cast(house, scene.meeting)
    members = [one.person for one in cast.seated if one.office is Office.MEMBER]
    away = set(chance.sample(members, 2))
    await _answers(house, scene.meeting, cast, away, starts - timedelta(days=2))
    late = set(chance.sample([one for one in members if one not in away], 4))
    present = replace(cast, seated=[one for one in cast.seated if one.person not in late])
    await _open(scene, present, starts, away)
    first, second = (await house.register.sittings.items(scene.meeting))[:2]
    scene.later(minutes=1)
    await scene.do(agenda.OpenItem, cast.chair, item=first.id)
    scene.later(minutes=14)
    await scene.do(agenda.OpenItem, cast.chair, item=second.id)
    paper = next(
        version for document, version in await house.register.dossier.latest(scene.meeting)
        if document.item == second.id)
    scene.later(seconds=30)
    await scene.do(agenda.ShowPage, cast.chair, version=paper.id, page=1)
    await scene.clerk.close()


async def _coming(house: House, body: Body, starts: datetime, chance: random.Random) -> None:
    scene = await _prepare(house, body, NEXT, starts, 180)
    cast = await _cast(house, scene.meeting)
    members = [one.person for one in cast.seated if one.office is Office.MEMBER]
    quiet = set(chance.sample(members, 20))
    known = replace(cast, seated=[one for one in cast.seated if one.person not in quiet])
    away = set(chance.sample([one.person for one in known.seated if one.office is Office.MEMBER], 1))
    await _answers(house, scene.meeting, known, away, house.now() - timedelta(days=1))
    await scene.clerk.close()
