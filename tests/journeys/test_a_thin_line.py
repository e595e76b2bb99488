"""Every word at the end of a thin line: three browsers in a real house, one behind 256 kbit/s, 150 ms and 2 % loss.

The chair's hall speaks; its microphone is a file of speech made from a seed. A commune's hall hears it over the thin
line, another hall over a good one. What their loudspeakers give is recorded and laid beside the file: waveform and
loudness, piece by piece where each fits best (`tests/lines/likeness.py`), for Opus changes a wave a little and a
receiver stretches time. Words lost or garbled, a voice from elsewhere, or an outage at another second than its own make
it fail.

The one thing that is not as in a hall: the speaker's browser does not clean its microphone. Its echo canceller and
noise suppression turn the phase of a voice that is made, before anything of ours has touched it.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator

from tests.chromium import chromium
from tests.journeys.house import PATIENCE, House, demo
from tests.journeys.line import Line as Wire
from tests.journeys.line import line_to
from tests.journeys.person import Person, arrives
from tests.lines import speech
from tests.lines.datagrams import udp_line
from tests.lines.hearing import HEARD, recorded, records, second
from tests.lines.likeness import gaps, likeness, place, resampled
from tests.lines.line import Line, line

pytestmark = [pytest.mark.journey, pytest.mark.asyncio(loop_scope="module")]
SEED = 20261126
KBIT = 256
LEADS = """(() => {
  const set = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function ({ type, sdp }) {
    return set.call(this, { type, sdp: sdp.replace(/^(a=candidate:(?:\\S+ ){5})\\d+/gm, "$1%d") });
  };
})()"""


UNCLEANED = """(() => {
  const asked = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const raw = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  navigator.mediaDevices.getUserMedia = ({ audio, video }) => asked({ video, audio: { ...audio, ...raw } });
})()"""
SOUNDS = "() => recording.pieces.at(-1)?.some((one) => Math.abs(one) > 0.02)"


@dataclass
class Scene:
    """`thin` carries sound and picture to the commune and back, `wire` its page; both are cut together.

    `place`: at which second of what is said the commune's recording began.
    """

    house: House
    said: speech.Sound
    thin: Line
    wire: Wire
    speaker: Person
    commune: Person
    other: Person
    place: float = 0.0

    def cut(self) -> None:
        self.thin.becomes(whole=False)
        self.wire.cut()

    def mend(self) -> None:
        self.thin.becomes(whole=True)
        self.wire.mend()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("house")
    said = speech.speech(120, SEED)
    sound = speech.write(said, folder / "said.wav")
    thin = line(KBIT, 0.15, 0.02, SEED)
    async with (
        demo(folder / "data") as house, line_to(house.port) as wire, udp_line(thin, house.media_port) as port,
        chromium(f"--use-file-for-fake-audio-capture={sound}%noloop") as one, chromium() as others,
    ):
        commune = await comes(others, house, "sl-vh-02", wire=wire, port=port)
        other = await comes(others, house, "sl-vh-03")
        speaker = await comes(one, house, "sl-vh", first=UNCLEANED)
        yield Scene(house, resampled(said, speech.RATE, HEARD), thin, wire, speaker, commune, other)


async def comes(
    browser: Browser, house: House, login: str, wire: Wire | None = None, port: int = 0, first: str = ""
) -> Person:
    """By the demo's link; `wire` and `port`: where this place's lines to the house begin; `first`: its browser does."""
    person = await arrives(browser, login)
    await person.context.add_init_script(LEADS % port if port else first)
    url = house.person(login).url
    await person.goes(wire.of(url) if wire else url)
    await person.page.locator("main form button").first.click()
    await person.page.wait_for_url(lambda url: "/enter/" not in url)
    return person


async def test_1_the_chairs_hall_speaks_and_two_others_listen(scene: Scene) -> None:
    for listener in (scene.commune, scene.other):
        await listener.press("Start camera and microphone")
        await records(listener.page)
    await scene.speaker.press("Start camera and microphone")
    await scene.speaker.sees("ON THE STAGE: everybody sees and hears this hall")
    for listener in (scene.commune, scene.other):
        await listener.page.wait_for_function(SOUNDS)


async def test_2_every_word_arrives_at_the_end_of_the_thin_line(scene: Scene) -> None:
    begins = await second(scene.commune.page) + 4      # the first words come while the line is still sounded out
    heard = await stretch(scene.commune, begins, begins + 10)
    scene.place = place(heard, scene.said, HEARD) - begins
    found = likeness(heard, scene.said, scene.place + begins, HEARD)

    assert gaps(heard, HEARD) == []
    assert min(found.wave, found.loud) >= 0.9, found
    assert scene.thin.down.carried.lost > 0
    assert scene.thin.down.carried.tail < 0.02 * scene.thin.down.carried.packets


async def test_3_an_outage_is_a_gap_at_its_second_and_the_page_says_so(scene: Scene) -> None:
    lot = random.Random(SEED)
    cut = await second(scene.commune.page) + lot.uniform(0.5, 2)
    mended = cut + lot.uniform(7, 8)
    await reached(scene.commune, cut)
    scene.cut()
    await scene.commune.sees("Sound and picture are interrupted; connecting again by itself.", words(scene.commune))
    await reached(scene.commune, mended)
    scene.mend()
    await scene.commune.sees("Camera and microphone are on. The hall is heard only while it is on the stage.",
                             words(scene.commune))
    await scene.commune.page.wait_for_function(SOUNDS)
    now = await second(scene.commune.page)
    heard = await stretch(scene.commune, cut - 3, now + 5)

    begin, end = (cut - 3 + at for at in gaps(heard, HEARD)[0])
    assert cut - 0.2 < begin < cut + 1.5
    assert mended < end < now
    after, at = heard[-4 * HEARD :], scene.place + now + 1
    found = likeness(after, scene.said, at, HEARD)     # what is said now; nothing else is so alike
    assert sum(one >= 0.8 for one in found.pieces) >= 2, found


async def test_4_the_other_hall_heard_every_word_meanwhile(scene: Scene) -> None:
    until = await second(scene.other.page)
    heard = await stretch(scene.other, until - 15, until)
    found = likeness(heard, scene.said, place(heard, scene.said, HEARD), HEARD)

    assert gaps(heard, HEARD) == []
    assert min(found.wave, found.loud) >= 0.9, found


async def test_5_nothing_went_wrong_unseen(scene: Scene) -> None:
    assert [one.complaints for one in (scene.speaker, scene.commune, scene.other)] == [[], [], []]
    assert [line for line in scene.house.printed if "Traceback" in line] == []


def words(hall: Person) -> Locator:
    """What a hall's page says of its camera and microphone."""
    return hall.page.locator("[data-media]")


async def reached(listener: Person, at: float) -> None:
    """Until the recording is so many seconds long."""
    async with asyncio.timeout(PATIENCE):
        while await second(listener.page) < at:
            await asyncio.sleep(0.02)


async def stretch(listener: Person, begin: float, end: float) -> speech.Sound:
    """What was heard between two seconds of the recording."""
    await reached(listener, end + 2.2)                 # two pieces later it is all there
    return (await recorded(listener.page))[int(begin * HEARD) : int(end * HEARD)]
