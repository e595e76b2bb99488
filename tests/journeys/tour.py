"""A walk through the house: every page, who stands before it, and how it is come to.

    guide = Guide(house, browser)
    await guide.look_around()                  the three meetings of the example and its papers, by name
    person = await guide.at(stop)              that person's page, at that address

The pictures (`shots.py`) and the inspection of every page (`test_every_page.py`) take the same walk.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.journeys.house import House, dinh, free_port, until
from tests.journeys.person import PHONE, Person, arrives, enters


@dataclass(frozen=True, slots=True)
class Stop:
    """One page. In its path `{now}`, `{held}`, `{next}` are meetings, `{text}` and `{scan}` papers."""

    name: str
    login: str                 # who comes; "": somebody not signed in
    path: str
    screen: bool = False       # fills the screen and does not scroll: console, hall screen, live


STRANGER = (
    Stop("sign-in", "", "/sign-in"),
    Stop("enter", "", "{enter}"),
    Stop("enter-hall", "", "{enter-hall}"),
    Stop("lost-link", "", "/enter/no-such-link"),
    Stop("preferences-stranger", "", "/preferences"),
)
DELEGATE = (
    Stop("my-meetings", "daibieu03", "/meetings"),
    Stop("meeting-home", "daibieu03", "/meetings/{next}"),
    Stop("meeting-home-closed", "daibieu03", "/meetings/{held}"),
    Stop("reader-text", "daibieu03", "/papers/{text}/1"),
    Stop("reader-scan", "daibieu03", "/papers/{scan}/1"),
    Stop("live-quiet", "daibieu03", "/meetings/{now}/live", screen=True),
    Stop("live-before", "daibieu03", "/meetings/{next}/live", screen=True),
    Stop("password", "daibieu03", "/password"),
    Stop("devices", "daibieu03", "/devices"),
    Stop("preferences", "daibieu03", "/preferences"),
    Stop("minutes", "daibieu03", "/meetings/{held}/minutes"),
    Stop("error", "daibieu03", "/no-such-page"),
)
CHAIR = (
    Stop("console-before", "chutoa", "/meetings/{next}/console", screen=True),
    Stop("console-session", "chutoa", "/meetings/{now}/console", screen=True),
    Stop("console-closed", "chutoa", "/meetings/{held}/console", screen=True),
)
SECRETARY = (
    Stop("table", "thuky", "/meetings/{now}/table"),
    Stop("desk", "thuky", "/desk"),
    Stop("desk-new", "thuky", "/desk/new"),
    Stop("desk-details", "thuky", "/desk/{next}/details"),
    Stop("desk-people", "thuky", "/desk/{next}/people"),
    Stop("desk-invite", "thuky", "/desk/{next}/invite"),
    Stop("desk-agenda", "thuky", "/desk/{next}/agenda"),
    Stop("desk-ready", "thuky", "/desk/{next}/ready"),
    Stop("desk-agenda-now", "thuky", "/desk/{now}/agenda"),
    Stop("desk-ready-now", "thuky", "/desk/{now}/ready"),
    Stop("desk-minutes", "thuky", "/desk/{held}/minutes"),
    Stop("letters", "thuky", "/desk/{next}/invitations"),
    Stop("people", "thuky", "/people"),
)
HALLS = (
    Stop("venue", "sl-vh-02", "/meetings/{now}/venue"),
    Stop("line-test", "sl-vh-02", "/meetings/{now}/line-test"),
    Stop("equipment", "thuky", "/meetings/{now}/equipment"),
    Stop("stage-item", "sl-vh", "/meetings/{now}/stage", screen=True),
    Stop("lines", "kythuat", "/meetings/{now}/lines"),
    Stop("relays", "kythuat", "/relays"),
    Stop("import", "admin", "/import"),
)
EVERY = (*STRANGER, *DELEGATE, *CHAIR, *SECRETARY, *HALLS)
VOTE = (
    Stop("live-vote", "daibieu03", "/meetings/{now}/live", screen=True),
    Stop("console-ballot", "chutoa", "/meetings/{now}/console", screen=True),
    Stop("table-ballot", "thuky", "/meetings/{now}/table"),
    Stop("stage-question", "sl-vh", "/meetings/{now}/stage", screen=True),
)


@dataclass
class Guide:
    """Knows the way: who has come, and what the names in a path stand for."""

    house: House
    browser: Browser
    size: tuple[int, int] = PHONE
    people: dict[str, Person] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    async def look_around(self) -> None:
        """Find the meetings by their titles and wait until their papers have pages."""
        secretary = await self.person("thuky")
        await secretary.goes("/desk")
        for name, title in {"now": "phiên thứ nhất", "next": "phiên thứ hai", "held": "chuyên đề thứ 11"}.items():
            link = secretary.page.locator("a[href^='/desk/']").filter(has_text=re.compile(title)).first
            address = await link.get_attribute("href") or ""
            self.names[name] = address.split("/")[2]
        await secretary.goes(f"/desk/{self.names['next']}/agenda")
        await expect(secretary.page.locator("[data-waiting]")).to_have_count(0, timeout=60_000)
        for name, title in {"text": "Tờ trình", "scan": "bản chụp"}.items():
            row = secretary.page.locator(".doc").filter(has_text=title).first
            address = await row.locator("a[href^='/papers/']").first.get_attribute("href") or ""
            self.names[name] = address.split("/")[2]
        self.names["enter"] = self.house.person("daibieu04").url
        self.names["enter-hall"] = self.house.person("sl-vh-03").url

    async def person(self, login: str) -> Person:
        """Somebody in a browser of their own, signed in at the first call."""
        if login not in self.people:
            if login:
                person = await enters(self.browser, self.house, self.house.person(login), size=self.size)
            else:
                person = await arrives(self.browser, "nobody", size=self.size)
                await person.goes(self.house.origin + "/sign-in")
            self.people[login] = person
        return self.people[login]

    async def at(self, stop: Stop) -> Person:
        """That person before that page."""
        person = await self.person(stop.login)
        await person.goes(self.path(stop))
        return person

    def path(self, stop: Stop) -> str:
        return re.sub(r"\{([\w-]+)\}", lambda found: self.names[found.group(1)], stop.path)

    async def ask_for_the_floor(self, *logins: str) -> None:
        """Delegates ask one after the other; the chair gives it to the first."""
        for login in logins:
            delegate = await self.person(login)
            await delegate.goes(f"/meetings/{self.names['now']}/live")
            if await delegate.button("I am here").count():
                await delegate.press("I am here")
            await delegate.press("Ask to speak")
            await expect(delegate.button("Ask to speak")).to_have_count(0)
        chair = await self.person("chutoa")
        await chair.goes(f"/meetings/{self.names['now']}/console")
        await chair.press("Give the floor to %(name)s", name=self.house.person(logins[0]).name)
        await expect(chair.button("Take the floor back")).to_be_visible()

    async def open_a_ballot(self) -> None:
        chair = await self.person("chutoa")
        await chair.goes(f"/meetings/{self.names['now']}/console")
        await chair.press("Open a ballot")
        await chair.press("Open the ballot now")
        await expect(chair.button("Close the ballot")).to_be_visible()


@asynccontextmanager
async def empty_house(folder: Path) -> AsyncIterator[tuple[House, str]]:
    """`dinh serve` on an empty folder, and the link for its first administrator."""
    port = free_port()
    arguments = ("serve", "--port", str(port), "--data", str(folder))
    async with dinh(*arguments, folder=folder, port=port, media_port=0) as house:
        await until(lambda: any("/set-up/" in line for line in house.printed), "the link for the first administrator")
        await house.ready()
        said = next(line for line in house.printed if "/set-up/" in line)
        yield house, house.origin + "/set-up/" + said.split("/set-up/")[1].split()[0]
