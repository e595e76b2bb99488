/** One press: line, microphone, camera and loudspeaker are tried, and what was found is sent. */

import { Probe } from "./probe.js";

document.body.classList.add("js");
const $ = (selector) => document.querySelector(selector);
const { meeting, csrf } = document.body.dataset;
const address = `/meetings/${encodeURIComponent(meeting)}/line-test`;
const probe = new Probe(address, csrf);
const button = $("[data-try]"), box = $("[data-self]"), level = $("[data-level]"), answers = $("[data-answers]");
const LOUD = 0.02;                                    // of full scale: somebody speaks, or at least the room does
let context = null, stream = null, found = null, running = false;

const say = (part, state) => { $(`[data-${part}]`).textContent = $(`[data-${part}]`).dataset[state]; };

async function run() {
  if (running) return;
  running = true;
  button.setAttribute("aria-disabled", "true");
  answers.hidden = true;
  const id = [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");
  found = { id, microphone: "unasked", camera: "unasked", loudspeaker: "unasked" };
  context ??= new AudioContext();
  await context.resume();
  devices();
  step(0, "voice");
  Object.assign(found, await probe.voice(context));
  step(1, "down");
  found.down = await probe.down();
  step(2, "up");
  found.up = await probe.up();
  step(3, (await send()) ? "done" : "unsent");
  ask();
  button.querySelector("span").textContent = button.dataset.again;
  button.removeAttribute("aria-disabled");
  running = false;
}

function step(number, state) {
  $("[data-progress]").value = number;
  say("step", state);
}

/** What is known by now; the same test again when more is known. Whether it arrived. */
async function send() {
  const body = new URLSearchParams({ csrf });
  for (const [name, value] of Object.entries(found)) if (value !== null) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return false;
  $("[data-result]").innerHTML = await answer.text();
  return true;
}

/** Ask for both; where one is missing the other is tried alone. */
async function devices() {
  const mine = found;
  stream?.getTracks().forEach((track) => track.stop());
  say("devices", "ask");
  const got = await Promise.all(["audio", "video"].map((kind) => open(kind)));
  stream = new MediaStream(got.flatMap((one) => one.stream?.getTracks() ?? []));
  [mine.microphone, mine.camera] = [got[0].state ?? "silent", got[1].state ?? "dark"];
  say("devices", got.some(({ state }) => state === "refused") ? "refused" : "on");
  if (got[0].stream) listen(mine, got[0].stream);
  if (got[1].stream) look(mine, got[1].stream);
}

async function open(kind) {
  try {
    return { stream: await navigator.mediaDevices.getUserMedia({ [kind]: true }) };
  } catch ({ name }) {
    return { state: name === "NotAllowedError" ? "refused" : "none" };
  }
}

function listen(mine, sound) {
  const ear = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(sound).connect(ear);
  const wave = new Float32Array(ear.fftSize);
  const timer = setInterval(() => {
    if (mine !== found) return clearInterval(timer);
    ear.getFloatTimeDomainData(wave);
    const loud = Math.max(...wave.map(Math.abs));
    level.value = Math.min(loud * 2, 1);
    if (loud > LOUD) mine.microphone = "heard";
  }, 100);
}

function look(mine, picture) {
  const mirror = document.createElement("video");
  Object.assign(mirror, { autoplay: true, muted: true, playsInline: true, srcObject: picture });
  mirror.addEventListener("resize", () => { if (mirror.videoWidth) mine.camera = "seen"; });
  box.replaceChildren(mirror);
  box.hidden = false;
}

function ask() {
  play();
  answers.hidden = false;
  say("ear", "asks");
}

/** One and a half seconds, soft at both ends. */
function play() {
  const tone = new OscillatorNode(context, { frequency: 660 });
  const soft = new GainNode(context, { gain: 0 });
  tone.connect(soft).connect(context.destination);
  const at = context.currentTime;
  soft.gain.linearRampToValueAtTime(0.3, at + 0.1);
  soft.gain.setValueAtTime(0.3, at + 1.4);
  soft.gain.linearRampToValueAtTime(0, at + 1.5);
  tone.start();
  tone.stop(at + 1.5);
}

button.addEventListener("click", run);
$("[data-tone]").addEventListener("click", play);
for (const one of document.querySelectorAll("[data-heard]")) {
  one.addEventListener("click", async () => {
    found.loudspeaker = one.dataset.heard;
    if (await send()) say("ear", "thanks");
    else step(3, "unsent");
  });
}
