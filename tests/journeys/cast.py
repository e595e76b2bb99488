"""The cast of a sitting, and all that is drawn by lot: titles, items, absences, votes.

The seed is printed; `SITTING_SEED=n` draws the same meeting again.
"""

import os
import random
from dataclasses import dataclass, field

from playwright.async_api import Browser

from tests.journeys.house import Door, House
from tests.journeys.line import Line
from tests.journeys.person import Person, arrives

SEED = int(os.environ.get("SITTING_SEED", "20261126"))
SUBJECTS = (
    "nước sinh hoạt các xã vùng cao", "đường Chiềng Yên – Mường Men", "dự toán ngân sách năm 2027",
    "trường bán trú Tân Xuân", "phòng, chống cháy rừng", "trạm y tế Suối Bàng",
)
REASONS = (
    "Đường sạt lở tại Xuân Nha", "Đi điều trị tại bệnh viện tỉnh", "Nhà có việc hiếu", "Công tác tại Hà Nội",
)
OPTIONS = {"tan-thanh": "tán thành", "khong-tan-thanh": "không tán thành", "khong-bieu-quyet": "không biểu quyết"}


@dataclass
class Drawn:
    """What chance decided for this meeting."""

    title: str
    items: list[str]
    absent: dict[str, str]               # login of a deputy: the reason
    mistaken: tuple[str, str]            # marked present by mistake, and the reason of the correction
    votes: dict[str, str]                # login of a deputy: option code
    question: str
    note: str


def draw(seed: int, seats: list[str]) -> Drawn:
    """Some 4 absences, never of those who sit at a browser; enough stay for the quorum of 24."""
    lot = random.Random(seed)
    subjects = lot.sample(SUBJECTS, 3)
    number = lot.randint(13, 40)
    free = [login for login in seats if login not in AT_A_BROWSER]
    absent = {login: lot.choice(REASONS) for login in lot.sample(free, lot.randint(3, 6))}
    mistaken = lot.choice([login for login in free if login not in absent])
    here = [login for login in seats if login not in absent and login != mistaken]
    votes = {login: lot.choices(list(OPTIONS), weights=(6, 2, 1))[0] for login in here}
    return Drawn(
        title=f"Kỳ họp thứ {number}, HĐND huyện Vân Hồ",
        items=["Khai mạc", *(f"Nghị quyết về {subject}" for subject in subjects)],
        absent=absent, votes=votes, mistaken=(mistaken, f"Ghi nhầm người, ghế {lot.randint(36, 99)}"),
        question=f"Thông qua Nghị quyết về {subjects[0]} (lượt {lot.randint(100, 999)})?",
        note=f"Bổ sung phụ lục {lot.randint(2, 9)} trước khi ban hành",
    )


LINES = ("chutoa", "daibieu05", "daibieu11")      # those whose line is cut in the course of it
AT_A_BROWSER = ("chutoa", "phochutoa", "daibieu05", "daibieu06", "daibieu11")


@dataclass
class Cast:
    """Who has come so far, by login or by venue, and what they agreed on."""

    house: House
    browser: Browser
    locale: str
    seed: int = SEED
    people: dict[str, Person] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)    # from the letters of invitation
    meeting: str = ""
    receipts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    _drawn: Drawn | None = None

    @property
    def drawn(self) -> Drawn:
        if self._drawn is None:
            print(f"\nseed {self.seed}: SITTING_SEED={self.seed} draws this meeting again")
            self._drawn = draw(self.seed, self.seats)
        return self._drawn

    @property
    def seats(self) -> list[str]:
        """Logins of the 35 deputies."""
        return [d.login for d in self.house.doors() if d.role in ("chair", "member")]

    def door(self, login: str) -> Door:
        return self.house.person(login)

    def name(self, login: str) -> str:
        return self.door(login).name

    def __getitem__(self, login: str) -> Person:
        return self.people[login]

    async def arrives(self, login: str, **how: object) -> Person:
        """A fresh browser for somebody, in the language of this journey."""
        self.people[login] = await arrives(self.browser, login, locale=self.locale, **how)  # type: ignore[arg-type]
        return self.people[login]

    async def enters(self, login: str, **how: object) -> Person:
        """By the demo's own link: look, press the button, be in."""
        person = await self.arrives(login, **how)
        await person.goes(self.by_line(login, self.door(login).url))
        await person.page.locator("main form button").first.click()
        await person.page.wait_for_url(lambda url: "/enter/" not in url)
        await self.speaks(person)
        return person

    def by_line(self, login: str, url: str) -> str:
        """Over this person's own line, if there is one that can be cut."""
        return self.lines[login].of(url) if login in self.lines else url

    async def speaks(self, person: Person) -> None:
        """People of the example are entered as Vietnamese readers; the English journey changes that first."""
        if self.locale == "vi":
            return
        back = person.page.url
        await person.goes("/preferences")
        await person.page.get_by_label("English").check()
        await person.page.locator("main form button.main").first.click()
        await person.page.wait_for_load_state()
        await person.goes(back)
