"""One speaks, one listens at the end of a line, over Janus: the peer of `tests/lines/call.py`.

Janus knows nothing of lines: its listener asks for the smaller of the two pictures, as whoever runs it would have to
arrange. Its room has Opus' own FEC and DTX on.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.bench import janus
from tests.bench.engines import ADDRESS, CORE
from tests.lines.call import WATCH, Call, browsers
from tests.lines.datagrams import led, udp_line
from tests.lines.line import Line
from tests.media.stage_page import served

PUBLISH = """async () => {
  const pc = window.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
  for (const track of given.getTracks()) pc.addTransceiver(track, track.kind === "audio" ? { direction: "sendonly" } : {
    direction: "sendonly", sendEncodings: [
      { rid: "f", maxBitrate: 600_000, scalabilityMode: "L1T3", maxFramerate: 20 },      // the large one is first, here
      { rid: "s", scaleResolutionDownBy: 4, maxBitrate: 100_000, scalabilityMode: "L1T2", maxFramerate: 20 }],
  });
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}"""
SUBSCRIBE = """async (sdp) => {
  const pc = window.pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] });
  pc.addEventListener("track", ({ track }) => {
    const element = document.body.appendChild(document.createElement(track.kind));
    Object.assign(element, { autoplay: true, muted: track.kind === "video", srcObject: new MediaStream([track]) });
  });
  window.listening = () => pc;
  await pc.setRemoteDescription({ type: "offer", sdp });
  await pc.setLocalDescription();
  return pc.localDescription.sdp;
}"""


@asynccontextmanager
async def over_janus(line: Line, sound: Path, picture: bool = True, most: str = "full") -> AsyncIterator[Call]:
    """Over Janus, which must be there; it has no `most`."""
    with tempfile.TemporaryDirectory() as folder:
        engine, _ = await janus.started(Path(folder), ADDRESS, CORE, opus_fec=True, opus_dtx=True)
        server, door = await served(None)              # type: ignore[arg-type]  # its pages alone are wanted
        try:
            async with browsers(sound, door, "&aside=1") as (speaker, listener):
                if not picture:
                    await speaker.evaluate("given.removeTrack(given.getVideoTracks()[0])")
                answer = await engine.publish(await speaker.evaluate(PUBLISH))
                await speaker.evaluate("sdp => pc.setRemoteDescription({ type: 'answer', sdp })", answer)
                await speaker.wait_for_function("pc.connectionState === 'connected'")
                handle, offer = await engine.subscribe(substream=0)
                async with udp_line(line, candidate_port(offer), ADDRESS) as port:
                    await engine.start(handle, await listener.evaluate(SUBSCRIBE, led(offer, port)))
                    await listener.evaluate(WATCH)
                    yield Call(line, listener)
        finally:
            server.close()
            await engine.close()


def candidate_port(sdp: str) -> int:
    return next(int(one.split()[5]) for one in sdp.splitlines() if one.startswith("a=candidate"))
