"""Who may give the picture of a screen, and who sees its still."""

import io
import uuid
from dataclasses import replace

import pytest
from PIL import Image

from meetings.procedure.floor import GiveFloor
from meetings.procedure.screen import ShareScreen, WithdrawScreen
from tests.web.conftest import BASE
from tests.web.pages.test_media import Relay
from tests.web.under_way import convene
from web import stills, words


def picture(colour="teal", size=(1280, 720)):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "WEBP")
    return file.getvalue()


@pytest.fixture
def relay(app, house):
    noted = Relay()
    app.state.house = replace(house, relay=noted)
    return noted


@pytest.fixture
async def sitting(house):
    """daibieu03 speaks from elsewhere and shows a screen."""
    sitting = await convene(house)
    await sitting.open(where={"daibieu04": "SL-VH-01"})
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu03"], seconds=180)
    await sitting.do("daibieu03", ShareScreen, source=f"screen:person:{sitting.people['daibieu03']}")
    return sitting


async def post(client, sitting, path, body, kind):
    headers = {"content-type": kind, "x-csrf": client.csrf, "origin": BASE, "accept": "*/*"}
    return await client.post(f"/meetings/{sitting.id}/{path}", content=body, headers=headers)


async def offer(client, sitting, path="media/screen"):
    return await post(client, sitting, path, "v=0 offer", "application/sdp")


async def send(client, sitting, body=None):
    return await post(client, sitting, "screen/still", picture() if body is None else body, "image/webp")


async def test_who_shows_it_on_the_record_sends_it_as_a_source_of_its_own(relay, sitting, client_for):
    speaker = await client_for("daibieu03")
    subject = f"screen:person:{sitting.people['daibieu03']}"

    answer = await offer(speaker, sitting)

    assert (answer.status_code, answer.headers["location"]) == (201, f"/meetings/{sitting.id}/media/screen/p1")
    assert relay.joined == [(sitting.id, subject, "send", "v=0 offer", None, "")]
    await offer(speaker, sitting, "media/screen?again=p1")
    assert relay.joined[1][4] == "p1"
    gone = await speaker.delete(answer.headers["location"], headers={"x-csrf": speaker.csrf, "origin": BASE})
    assert (gone.status_code, relay.left) == (204, [("p1", subject)])


@pytest.mark.parametrize("who", ["chutoa", "daibieu05", "venue:SL-VH-01"])
async def test_nobody_else_sends_a_screen_or_a_still_of_it(relay, sitting, client_for, who, house):
    other = await client_for(who)

    refused = await offer(other, sitting)
    still = await send(other, sitting)

    assert (refused.status_code, refused.json()["code"]) == (409, "not-shown")
    assert (still.status_code, still.json()["code"]) == (409, "not-shown")
    assert relay.joined == []
    assert "still-of-no-screen" in [line.what for line in await house.register.audit.recent(5)]


async def test_once_it_is_withdrawn_nothing_of_it_is_taken_or_shown(relay, sitting, client_for):
    speaker = await client_for("daibieu03")
    assert (await send(speaker, sitting)).status_code == 204
    await sitting.do("chutoa", WithdrawScreen)

    assert (await offer(speaker, sitting)).status_code == 409
    assert (await send(speaker, sitting)).status_code == 409
    assert (await speaker.get(f"/meetings/{sitting.id}/screen/still")).status_code == 404


async def test_everybody_in_the_meeting_sees_the_still_and_it_is_sent_once(sitting, client_for, client):
    speaker, viewer = await client_for("daibieu03"), await client_for("venue:SL-VH-02")
    await send(speaker, sitting)
    address = f"/meetings/{sitting.id}/screen/still"

    seen = await viewer.get(address)

    assert (seen.status_code, seen.content) == (200, picture())
    assert (seen.headers["content-type"], seen.headers["cache-control"]) == ("image/webp", "private, no-cache")
    again = await viewer.get(address, headers={"if-none-match": seen.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await client.get(address)).status_code in (303, 401)
    assert (await (await client_for("vanphong01")).get(address)).status_code == 404


async def test_what_is_no_still_and_what_comes_too_often_is_refused(sitting, client_for, house):
    speaker = await client_for("daibieu03")

    for body, status, code in (
        (b"<svg onload=alert(1)>", 400, "unfit-still"), (picture(size=(1400, 8)), 400, "unfit-still"),
        (picture(), 204, ""), (picture("red"), 429, "still-too-soon"),
    ):
        answer = await send(speaker, sitting, body)
        assert (answer.status_code, answer.json()["code"] if answer.content else "") == (status, code)
    assert (await send(speaker, sitting, b"\0" * (stills.BYTES + 1))).status_code == 413
    assert "unfit-still" in [line.what for line in await house.register.audit.recent(5)]


@pytest.mark.parametrize("view", ["live", "venue", "stage"])
async def test_a_page_shows_the_still_with_its_time_also_without_javascript(sitting, client_for, house, view):
    await send(await client_for("daibieu03"), sitting)
    still = house.stills.of(sitting.id, f"screen:person:{sitting.people['daibieu03']}")

    viewer = await client_for("daibieu05" if view == "live" else "venue:SL-VH-02")
    page = (await viewer.get(f"/meetings/{sitting.id}/{view}")).text

    assert f"Ảnh lúc {words.of('vi').clock_s(still.at)}" in page
    assert f'<noscript><img src="/meetings/{sitting.id}/screen/still?{still.tag}"' in page


async def test_the_button_stands_where_a_screen_may_be_shown_and_nowhere_else(sitting, client_for):
    async def share(who, view):
        page = (await (await client_for(who)).get(f"/meetings/{sitting.id}/{view}")).text
        return next((state for state in ("may", "does") if f'data-share="{state}"' in page), "")

    assert await share("daibieu03", "live") == "does"
    assert await share("chutoa", "console") == "may"
    assert await share("chutoa", "live") == "may"
    assert await share("thuky", "table") == "may"
    assert await share("daibieu05", "live") == ""
    assert await share("venue:SL-VH-01", "venue") == ""
    await sitting.do("chutoa", GiveFloor, member=sitting.people["daibieu04"], seconds=180)
    assert await share("venue:SL-VH-01", "venue") == "may"
    assert await share("venue:SL-VH-02", "venue") == ""
    assert await share("daibieu03", "live") == ""


async def test_without_javascript_a_screen_is_ended_by_a_plain_form(sitting, client_for):
    speaker = await client_for("daibieu03")

    answer = await speaker.send_form(f"/meetings/{sitting.id}/do/WithdrawScreen", id=str(uuid.uuid4()), back="live")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{sitting.id}/live")
    assert (await sitting.stands()).screen is None
