"""What people do in a sitting where one step of the journey takes many clicks.

How a colour is seen and a tone is heard on a page is told at the end.
"""

import datetime
import re
from zoneinfo import ZoneInfo

from playwright.async_api import expect

from tests.journeys.cast import Cast
from tests.journeys.house import ROOT
from tests.journeys.person import Person

PAPERS = sorted((ROOT / "meetings/papers/demo").glob("*.*"))
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


async def create(secretary: Person, cast: Cast) -> None:
    """From a template of the body: every deputy and the halls of all communes."""
    soon = datetime.datetime.now(HERE) + datetime.timedelta(minutes=20)
    midnight = soon.replace(hour=23, minute=59)
    await secretary.press("New meeting")
    await secretary.page.locator("input[name=template]").first.check()
    await secretary.types("Title of the meeting", cast.drawn.title)
    await secretary.types("Day of the meeting", soon.strftime("%Y-%m-%d"))
    await secretary.types("Begins at", soon.strftime("%H:%M"))
    await secretary.types("Ends about", min(soon + datetime.timedelta(hours=2), midnight).strftime("%H:%M"))
    await secretary.press("Go on: whom to call")
    await expect(secretary.page.locator("#members input:checked")).to_have_count(35)
    await expect(secretary.page.locator("#halls input:checked")).to_have_count(15)
    await secretary.press("Save and go on: the agenda")
    cast.meeting = secretary.page.url.split("/desk/")[1].split("/")[0]


async def write_agenda(secretary: Person, cast: Cast) -> None:
    """Items by hand, and on the second one every kind of paper that the product ships."""
    form = secretary.page.locator("#add")
    for title in cast.drawn.items:
        await secretary.types("Title of the item", title, form)
        await secretary.types("Presented by", cast.name("phochutoa"), form)
        await secretary.types("Minutes planned", "15", form)
        await secretary.press("Add item", form)
        await secretary.sees(title)
    item = secretary.page.locator("#items > li").nth(1)
    await item.locator("input[type=file]").set_input_files([str(path) for path in PAPERS])
    for path in PAPERS:
        await expect(item).to_contain_text(path.stem)
    await secretary.sees("Kept and downloadable; not yet readable page by page.")
    await expect(item.locator("[data-waiting]")).to_have_count(0)


def letter(cast: Cast, name: str) -> str:
    """The link in somebody's letter."""
    return next(link for label, link in cast.links.items() if label.endswith(name))


async def vote(person: Person, option: str) -> None:
    """Press the plate to choose, once more to send."""
    plate = person.page.locator(f".plates button[value={option}]")
    await plate.click()
    await expect(plate).to_have_attribute("aria-checked", "true")
    await plate.click()


async def receipt(person: Person) -> str:
    """The time at which the vote was received, as the page says it."""
    place = person.page.locator(".a-act")
    await expect(place).to_contain_text(re.compile(r"\d\d:\d\d:\d\d"))
    found = re.search(r"\d\d:\d\d:\d\d", await place.inner_text())
    assert found
    return found.group()


async def seen_and_heard(listener: Person, colour: tuple[int, int, int], hertz: int) -> None:
    """The colour of a pixel in the first picture and the peak of the sound that arrives."""
    await listener.page.wait_for_function(SEEN, arg=list(colour))
    await listener.page.wait_for_function(HEARD, arg=hertz)


SEEN = """([r, g, b]) => [...document.querySelectorAll('video')].some(video => {
  if (!video.videoWidth || video.closest('[data-self]')) return false;
  const canvas = Object.assign(document.createElement('canvas'), {width: 8, height: 8});
  const pen = canvas.getContext('2d'); pen.drawImage(video, 0, 0, 8, 8);
  const p = pen.getImageData(3, 3, 1, 1).data;
  return Math.abs(p[0] - r) < 40 && Math.abs(p[1] - g) < 40 && Math.abs(p[2] - b) < 40;
})"""

HEARD = """async (hertz) => {
  const sounds = [...document.querySelectorAll('audio,video')].filter(e => e.srcObject && !e.closest('[data-self]'))
    .flatMap(e => e.srcObject.getAudioTracks()).filter(t => t.readyState === 'live');
  window.ears ??= new AudioContext(); await window.ears.resume();
  const peak = async (track) => {
    const node = window.ears.createMediaStreamSource(new MediaStream([track]));
    const fft = new AnalyserNode(window.ears, {fftSize: 8192}); node.connect(fft);
    await new Promise(done => setTimeout(done, 400));
    const bins = new Float32Array(fft.frequencyBinCount); fft.getFloatFrequencyData(bins); node.disconnect();
    const top = bins.reduce((best, level, i) => level > bins[best] ? i : best, 0);
    return bins[top] > -60 ? top * window.ears.sampleRate / fft.fftSize : 0;
  };
  const peaks = await Promise.all(sounds.map(peak));
  return peaks.some(found => Math.abs(found - hertz) < 30);
}"""
