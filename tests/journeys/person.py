"""A person in front of a browser: sees words, presses what bears a name, types. Nothing else.

What is pressed and seen is said here in English and looked up in the person's own language, so
one journey walks through both catalogues; a sentence missing from one is a button not found.

Each person has a browser context of their own (cookies, size, language), all in one Chromium.
A camera of one colour and a microphone of one tone can be plugged in, so that who is seen and
heard can be told by a pixel and a peak.
"""

import re
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.house import PATIENCE, Door, House
from web import words
from web.words import Words

expect.set_options(timeout=PATIENCE * 1000)
PHONE = (360, 740)
TABLET = (1024, 768)
DESK = (1366, 900)

CAMERA = """
(() => {
  const [r, g, b, hertz] = %s;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = new MediaStream();
    if (wanted.video) {
      const canvas = Object.assign(document.createElement('canvas'), {width: 320, height: 180});
      const pen = canvas.getContext('2d');
      let n = 0;
      setInterval(() => {
        pen.fillStyle = `rgb(${r},${g},${b})`; pen.fillRect(0, 0, 320, 180);
        pen.fillStyle = '#fff'; pen.fillRect((n += 2) %% 300, 170, 8, 8);
      }, 66);
      stream.addTrack(canvas.captureStream(15).getVideoTracks()[0]);
    }
    if (wanted.audio) {
      const context = new AudioContext({sampleRate: 48000});
      const tone = new OscillatorNode(context, {frequency: hertz});
      const out = context.createMediaStreamDestination();
      tone.connect(new GainNode(context, {gain: 0.5})).connect(out); tone.start();
      stream.addTrack(out.stream.getAudioTracks()[0]);
    }
    return stream;
  };
})();
"""


@dataclass
class Person:
    """Somebody at a page; `complaints` are errors that the page itself did not handle."""

    name: str
    context: BrowserContext
    page: Page
    words: Words
    complaints: list[str] = field(default_factory=list)

    def word(self, sentence: str, **fields: object) -> str:
        """The sentence in this person's language."""
        return self.words.say(sentence, **fields)

    def button(self, sentence: str, within: Locator | None = None, **fields: object) -> Locator:
        """What can be pressed and bears exactly this name: a button, a link, or what opens a fold."""
        where, name = within or self.page, self.word(sentence, **fields)
        button = where.get_by_role("button", name=name, exact=True)
        pressable = button.or_(where.get_by_role("link", name=name, exact=True))
        fold = where.locator("summary").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))
        return pressable.or_(fold).filter(visible=True)

    async def press(self, sentence: str, within: Locator | None = None, **fields: object) -> None:
        await self.button(sentence, within, **fields).first.click()

    async def types(self, label: str, words: str, within: Locator | None = None) -> None:
        await (within or self.page).get_by_label(self.word(label)).filter(visible=True).first.fill(words)

    async def chooses(self, label: str, option: str, within: Locator | None = None) -> None:
        field = (within or self.page).get_by_label(self.word(label)).filter(visible=True)
        await field.first.select_option(label=option)

    async def marks(self, label: str) -> None:
        await self.page.get_by_label(self.word(label)).first.check()

    async def sees(self, sentence: str, within: Locator | None = None, **fields: object) -> None:
        place = within or self.page.locator("body")
        await expect(place).to_contain_text(
            self.word(sentence, **fields), use_inner_text=True, ignore_case=True)

    async def does_not_see(self, sentence: str, **fields: object) -> None:
        await expect(self.page.locator("body")).not_to_contain_text(
            self.word(sentence, **fields), use_inner_text=True, ignore_case=True)

    async def goes(self, address: str) -> None:
        """To an address, or to a path of where this person is."""
        here = "/".join(self.page.url.split("/")[:3])
        await self.page.goto(address if "://" in address else f"{here}{address}")


async def arrives(
    browser: Browser, name: str, size: tuple[int, int] = DESK, locale: str = "vi",
    camera: tuple[int, int, int, int] | None = None, javascript: bool = True,
) -> Person:
    """A person with a fresh browser of their own; `camera` is red, green, blue and hertz."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]}, locale=locale, timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=javascript, permissions=["camera", "microphone"],
    )
    context.set_default_timeout(PATIENCE * 1000)
    page = await context.new_page()
    if camera:
        await context.add_init_script(CAMERA % list(camera))
    person = Person(name, context, page, words.of(locale))
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    return person


async def enters(browser: Browser, house: House, door: Door, **how: object) -> Person:
    """Arrive by the demo's link and sign in."""
    person = await arrives(browser, door.login, **how)  # type: ignore[arg-type]
    await person.goes(door.url)
    await person.page.locator("form button[type=submit], form .btn.main").first.click()
    await person.page.wait_for_load_state()
    return person
