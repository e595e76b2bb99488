"""What a page's loudspeaker gives, recorded in the page: all its audio elements, whatever stream they play.

    await records(page)            from now on, what the page's elements play
    await second(page)             where the recording is
    await recorded(page)           all of it so far

A call that comes back has a new stream: it is found and heard in the same recording, so that time goes on and a gap
is as long as it was.
"""

import base64

import numpy as np
from playwright.async_api import Page

from tests.lines.speech import Sound

HEARD = 16_000                 # samples a second of a recording: what speech needs
PIECE = 16_384                 # samples, a second: the page may be busy for so long and nothing is missed
RECORDS = """async ([rate, piece]) => {
  const context = new AudioContext({ sampleRate: rate });
  // Not a worklet: that would be a script from elsewhere, which the product's pages allow nobody.
  const ear = context.createScriptProcessor(piece, 1, 1);
  const pieces = [], streams = new Set();
  let first = null;                                    // a busy page leaves a piece out: time goes on
  ear.onaudioprocess = ({ inputBuffer, playbackTime }) => {
    first ??= playbackTime;
    const at = Math.round((playbackTime - first) * rate / piece);
    while (pieces.length < at) pieces.push(new Float32Array(piece));
    pieces.push(inputBuffer.getChannelData(0).slice());
  };
  ear.connect(context.destination);                    // or nobody pulls; it gives silence
  const began = context.currentTime;
  window.recording = { pieces, second: () => context.currentTime - began };
  setInterval(() => {
    for (const { srcObject } of document.querySelectorAll("audio")) {
      if (!srcObject || streams.has(srcObject)) continue;
      streams.add(srcObject);
      context.createMediaStreamSource(srcObject).connect(ear);
    }
  }, 20);
}"""
RECORDED = """() => {
  const { pieces } = recording;
  const whole = new Int16Array(pieces.reduce((all, one) => all + one.length, 0));
  pieces.forEach((piece, at) => whole.set(piece.map((one) => one * 32767), at * piece.length));
  const bytes = new Uint8Array(whole.buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


async def records(page: Page) -> None:
    await page.evaluate(RECORDS, [HEARD, PIECE])


async def second(page: Page) -> float:
    """Where the recording is; what came in the last two seconds may not be in it yet."""
    return float(await page.evaluate("recording.second()"))


async def recorded(page: Page) -> Sound:
    """All samples so far, -1 to 1, `HEARD` of them a second."""
    said = base64.b64decode(await page.evaluate(RECORDED))
    return np.frombuffer(said, "<i2").astype(float) / 32767
