"""A meeting under way in the small province, to look at its pages.

    sitting = await convene(house)                   invitations out, nobody there yet
    await sitting.do("chutoa", CallToOrder, …)       as the clerk is asked from any page
    await sitting.open()                             called to order, everybody present
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from meetings.procedure.agenda import OpenItem, ShowPage
from meetings.procedure.ballots import CastVote, CloseBallot, ConfirmFinding, OpenBallot
from meetings.procedure.order_paper import Office
from meetings.procedure.phase import Phase
from meetings.procedure.roll import DeclarePresence, TakeRoll
from meetings.procedure.sitting import CallToOrder, Convene
from meetings.record.ids import new_id
from meetings.register.people import Role
from meetings.register.prepared import Answer, Invitee, Page, PaperState, PreparedItem, PreparedMeeting
from web.house import House

TEXT = """II. Dự toán thu ngân sách năm 2027
1. Tổng thu ngân sách nhà nước trên địa bàn là 148.600 triệu đồng, bằng 106,4% ước
thực hiện năm 2026.
Thu nội địa 96.300 104.200
Thu tiền sử dụng đất 34.000 35.000
2. Bổ sung từ ngân sách tỉnh là 612.450 triệu đồng, trong đó bổ sung cân đối 498.120
triệu đồng cho đường Chiềng Yên - Mường Men.
"""
ITEMS = (
    ("Khai mạc", "", 15), ("Dự toán ngân sách địa phương năm 2027", "Bà Lường Ngọc Thủy", 40),
    ("Nghị quyết về nước sinh hoạt các xã vùng cao", "Ông Hà Quốc Dũng", 40), ("Bế mạc", "", 10),
)


@dataclass
class Sitting:
    house: House
    id: str
    people: dict[str, str]     # login ─▶ id
    items: list[PreparedItem]
    version: str = ""

    async def do(self, login: str, kind: Any, **fields: Any) -> Any:
        command = kind(id=str(uuid.uuid4()), by=self.people[login], at=self.house.now(), **fields)
        return await self.house.clerk.handle(self.id, command)

    async def stands(self) -> Any:
        return await self.house.clerk.meeting(self.id)

    async def paper(self) -> Any:
        return await self.house.register.sittings.order_paper(self.id)

    async def convene(self) -> None:
        await self.do("thuky", Convene, paper=await self.paper())

    async def open(self, *, where: dict[str, str | None] | None = None, away: tuple[str, ...] = ()) -> None:
        """Everybody with a seat is here and the sitting is called to order."""
        seated = [i.person for i in await self.house.register.sittings.invitees(self.id) if i.seat is not None]
        logins = {person: login for login, person in self.people.items()}
        for person in seated:
            login = logins[person]
            if login not in away:
                await self.do(login, DeclarePresence, member=person, where=(where or {}).get(login))
        await self.do("chutoa", CallToOrder, paper=await self.paper())
        await self.do("chutoa", TakeRoll)

    async def item(self, number: int) -> None:
        await self.do("chutoa", OpenItem, item=self.items[number - 1].id)

    async def show(self, page: int) -> None:
        await self.do("chutoa", ShowPage, version=self.version, page=page)

    async def ballot(self, question: str = "Thông qua Nghị quyết về dự toán ngân sách địa phương năm 2027?") -> str:
        id = new_id()
        await self.do("chutoa", OpenBallot, ballot=id, question=question, majority="ordinary")
        return id

    async def vote(self, ballot: str, option: str, *logins: str) -> None:
        for login in logins:
            await self.do(login, CastVote, ballot=ballot, option=option)

    async def decide(self, ballot: str, *, confirm: bool = True) -> None:
        await self.do("chutoa", CloseBallot, ballot=ballot, without_line=frozenset())
        if confirm:
            await self.do("chutoa", ConfirmFinding, ballot=ballot)


def called(person: str, office: Office, seat: int | None) -> Invitee:
    return Invitee(person, office, seat, Answer.NONE, "", None, None, False)


async def prepare(house: House) -> Sitting:
    """Everybody of the council, all halls below the district, four items, a paper of two pages on the second."""
    register = house.register
    body = next(one for one in await register.people.bodies() if one.name.startswith("HĐND"))
    posts = await register.people.posts_in(body.id)
    office = {Role.CHAIR: Office.CHAIR, Role.MEMBER: Office.MEMBER, Role.SECRETARY: Office.SECRETARY}
    secretary = await register.people.by_login("thuky")
    deputy = await register.people.by_login("phochutoa")
    guest = await register.people.by_login("khach")
    assert secretary
    assert deputy
    people = {person.login: person.id for person in await register.people.all()}
    invitees = [
        called(p.person, Office.DEPUTY_CHAIR if p.person == deputy.id else office[p.role], p.seat)
        for p in posts if p.role in office
    ]
    if guest:
        invitees.append(called(guest.id, Office.GUEST, None))
    starts = house.now() + timedelta(minutes=30)
    meeting = PreparedMeeting(
        new_id(), body.id, "regular", "Kỳ họp thứ 12", starts, starts + timedelta(hours=8), "Hội trường huyện", "SL-VH",
        True, Phase.PLANNED, secretary.id,
    )
    await register.sittings.create(meeting, invitees)
    halls = [venue.id for venue in await register.units.venues() if venue.id.startswith("SL-VH")]
    await register.sittings.set_venues(meeting.id, halls)
    items = [await register.sittings.add_item(meeting.id, *item) for item in ITEMS]
    _, version = await register.dossier.add_version(
        meeting.id, items[1].id, "Tờ trình dự toán ngân sách năm 2027", version="ab" * 32,
        filename="Tờ trình dự toán.pdf", media_type="application/pdf", size=120_000, at=house.now(), by=secretary.id,
    )
    texts = ("TỜ TRÌNH\nDự toán ngân sách địa phương năm 2027", TEXT, "")
    await register.dossier.add_pages(version.id, [
        Page(version.id, number, text, 1000, 1414, "cd" * 32, 28_000, "ef" * 32, 4_000)
        for number, text in enumerate(texts, 1)
    ])
    await register.dossier.set_state(version.id, PaperState.PAGED, 3, "")
    return Sitting(house, meeting.id, people, items, version.id)


async def convene(house: House) -> Sitting:
    """The same with the invitations out."""
    sitting = await prepare(house)
    await sitting.convene()
    return sitting
