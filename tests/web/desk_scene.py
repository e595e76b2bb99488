"""The desk as its secretary uses it: by forms, one after the other.

    desk = await new_meeting(thuky)            /desk/new, with everybody and all halls
    await desk.item("Dự toán", minutes=40)
    await desk.paper("Dự toán", "Tờ trình.pdf", PDF)
    await desk.convene()
"""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from meetings import papers

DEMO = Path(papers.__file__).parent / "demo"
PDF = next(iter(sorted(DEMO.glob("*.pdf")))).read_bytes()
DOCX = next(iter(sorted(DEMO.glob("*.docx")))).read_bytes()


@dataclass
class Desk:
    client: Any
    id: str

    @property
    def url(self) -> str:
        return f"/desk/{self.id}"

    async def page(self, tab: str = "agenda") -> str:
        answer = await self.client.get(f"{self.url}/{tab}")
        assert answer.status_code == 200, answer.text
        return html.unescape(answer.text)

    async def item(self, title: str, presenter: str = "", minutes: object = 20) -> httpx.Response:
        fields = {"title": title, "presenter": presenter, "minutes": str(minutes)}
        return await self.client.send_form(f"{self.url}/items", **fields)

    async def paper(self, item: str, filename: str, content: bytes) -> httpx.Response:
        files = {"file": (filename, content, "application/octet-stream")}
        return await self.client.send_form(f"{self.url}/items/{item}/papers", files=files)

    async def convene(self) -> httpx.Response:
        return await self.client.send_form(f"{self.url}/convene")


def meeting_fields(**changed: str) -> dict[str, str]:
    fields = {"template": "regular", "title": "Kỳ họp thứ 12", "day": "2030-11-26", "starts": "08:30", "ends": "17:00",
              "main_venue": "SL-VH", "place": "Hội trường huyện", "public": "yes", "members": "yes", "halls": "yes"}
    return {name: value for name, value in (fields | changed).items() if value != "-"}


async def send_new(client: Any, **changed: str) -> httpx.Response:
    page = await client.get("/desk/new")
    found = re.search(r'name="body" value="([^"]+)"', page.text)
    assert found, page.text
    return await client.send_form("/desk/new", **{"body": found[1], **meeting_fields(**changed)})


async def new_meeting(client: Any, **changed: str) -> Desk:
    made = await send_new(client, **changed)
    assert made.status_code == 303, made.text
    return Desk(client, made.headers["location"].split("/")[2])
