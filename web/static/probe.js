/**
 * How a line is: what arrives and what leaves in a second, and how many voice packets come back.
 *
 *   const probe = new Probe("/meetings/M/line-test", csrf);
 *   await probe.voice(context)   ─▶ { packets, lost, lost_up, round_trip, way }      packets 0: none came back
 *   await probe.down()           ─▶ kbit/s, or null where nothing came
 *   await probe.up()
 *
 * Each step ends by the clock, whatever the line does: fifteen seconds in all at 256 kbit/s, half a minute
 * at worst, 500 kB at most. The voice is what a voice takes in a meeting, about 40 kbit/s each way.
 */

import { exchange } from "./exchange.js";

const READ = 3_000, WRITE = 2_500, SILENCE = 5_000;   // ms: reading, writing, waiting for anything at all
const FIRST = 5_000, MOST = 200_000;                  // bytes of the first writing, and of the second at most
const SPEAK = 4_000, CONNECT = 5_000, LATE = 700;     // ms: speaking, getting through, waiting for late packets

const pause = (ms) => new Promise((go) => setTimeout(go, ms));

export class Probe {
  #address;
  #csrf;

  constructor(address, csrf) {
    [this.#address, this.#csrf] = [address, csrf];
  }

  async down() {
    const stop = new AbortController();
    let timer = setTimeout(() => stop.abort(), SILENCE);
    const began = performance.now();
    let first = 0, last = 0, early = 0, bytes = 0;
    try {
      const answer = await fetch(`${this.#address}/down`, { cache: "no-store", signal: stop.signal });
      if (!answer.ok) return null;
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        last = performance.now();
        if (first) bytes += value.length;
        else {
          [first, early] = [last, value.length];
          clearTimeout(timer);
          timer = setTimeout(() => stop.abort(), READ);
        }
      }
    } catch { /* enough was read, or nothing came */ }
    clearTimeout(timer);
    if (bytes && last > first) return Math.round((bytes * 8) / (last - first));
    return early ? Math.round((early * 8) / Math.max(last - began, 1)) : null;
  }

  async up() {
    try {
      const turns = [];
      for (let turn = 0; turn < 3; turn++) turns.push(await this.#timed(`${this.#address}/nothing`, {}));
      const there = Math.min(...turns);
      const first = await this.#write(FIRST, there);
      const size = Math.min(Math.max(Math.round((first * WRITE) / 8), FIRST), MOST);
      const second = await this.#write(size, there).catch(() => Math.min(first, (size * 8) / SILENCE));    // not all of it went
      return Math.round(second);
    } catch {
      return null;
    }
  }

  async #write(size, there) {
    const body = new Uint8Array(size);
    for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(body.subarray(at, at + 65_536));
    const headers = { "Content-Type": "application/octet-stream", "X-CSRF": this.#csrf };
    const took = await this.#timed(`${this.#address}/up`, { method: "POST", headers, body });
    return (size * 8) / Math.max(took - there, 1);
  }

  async #timed(address, how) {
    const began = performance.now();
    const answer = await fetch(address, { ...how, cache: "no-store", signal: AbortSignal.timeout(SILENCE) });
    if (!answer.ok) throw new Error(String(answer.status));
    return performance.now() - began;
  }

  /** A tone goes to the relay and comes back on a second connection. */
  async voice(context) {
    const tone = new OscillatorNode(context, { frequency: 440 });
    const way = new MediaStreamAudioDestinationNode(context);
    tone.connect(way);
    tone.start();
    const [mouth, ear] = [0, 0].map(() => new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: [] }));
    const goodbyes = [];
    const leave = () => goodbyes.splice(0).forEach((address) => fetch(
      address, { method: "DELETE", headers: { "X-CSRF": this.#csrf }, keepalive: true }).catch(() => {}));
    addEventListener("pagehide", leave);
    try {
      const spoken = mouth.addTransceiver(way.stream.getAudioTracks()[0], { direction: "sendonly" });
      ear.addTransceiver("audio", { direction: "recvonly" });
      await Promise.all([this.#call(mouth, "send", goodbyes), this.#call(ear, "watch", goodbyes)]);
      await pause(SPEAK);
      await spoken.sender.replaceTrack(null);
      await pause(LATE);
      return await figures(mouth, ear);
    } catch {
      return { packets: 0, lost: 0, lost_up: 0, round_trip: null, way: null };
    } finally {
      removeEventListener("pagehide", leave);
      leave();
      tone.stop();
      mouth.close();
      ear.close();
    }
  }

  async #call(connection, role, goodbyes) {
    const answer = await exchange(connection, `${this.#address}/probe/${role}`, this.#csrf, {
      signal: AbortSignal.timeout(CONNECT), change: often,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    goodbyes.push(answer.headers.get("Location"));
    await new Promise((go, fail) => {
      const look = () => connection.connectionState === "connected" && go();
      connection.addEventListener("connectionstatechange", look);
      setTimeout(fail, CONNECT);
      look();
    });
  }
}

/** Packets of 20 ms, small, also in silence: a loss of one in a hundred shall be seen in a few seconds. */
function often(sdp) {
  return sdp.replace(/^a=(max)?ptime:.*\r\n/gm, "").replace(/usedtx=1;?/g, "")
    .replace(/maxaveragebitrate=\d+/g, "maxaveragebitrate=12000");
}

async function figures(mouth, ear) {
  const [there, back] = await Promise.all([mouth, ear].map(async (one) => [...(await one.getStats()).values()]));
  const came = back.find(({ type }) => type === "inbound-rtp");
  const told = there.find(({ type }) => type === "remote-inbound-rtp");
  const pair = there.find(({ type, nominated, responsesReceived }) => type === "candidate-pair" && nominated && responsesReceived);
  const lost = Math.max(came?.packetsLost ?? 0, 0);
  return {
    packets: (came?.packetsReceived ?? 0) && came.packetsReceived + lost, lost,
    lost_up: Math.max(told?.packetsLost ?? 0, 0),
    way: there.find(({ id }) => id === pair?.localCandidateId)?.candidateType === "relay" ? "round" : "direct",
    round_trip: pair ? Math.round((pair.totalRoundTripTime / pair.responsesReceived) * 1000) : null,
  };
}
