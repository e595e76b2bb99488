// A hall whose picture is one colour and whose voice is one tone (`self.hall = { colour, hertz }`, set before), with
// eyes and ears for what its page shows:
//
//   seen()        of each picture shown: 0 red, 1 green, 2 blue, -1 something else
//   heard()       of each voice played: its tone in Hz; 0 when there is none
//   frames[at]    pictures of that colour shown so far
if (navigator.mediaDevices) {
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const brush = canvas.getContext("2d");
    let turn = 0;
    setInterval(() => {
      brush.fillStyle = self.hall.colour;
      brush.fillRect(0, 0, 320, 180);
      brush.fillStyle = "white";
      brush.fillRect((turn += 3) % 300, 170, 10, 10);
    }, 100);
    const sound = new AudioContext(), tone = sound.createOscillator(), out = sound.createMediaStreamDestination();
    tone.frequency.value = self.hall.hertz;
    tone.connect(out);
    tone.start();
    return new MediaStream([...canvas.captureStream(10).getVideoTracks(), ...out.stream.getAudioTracks()]);
  };
}

const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
const pictures = () => [...document.querySelectorAll("[data-film] video")].filter((one) => !one.hidden);
const ears = new Map();

function colour(video) {
  pixel.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 2, 0, 0, 1, 1);
  const bright = [...pixel.getImageData(0, 0, 1, 1).data.slice(0, 3)].map((value) => value > 110);
  return bright.filter(Boolean).length === 1 ? bright.indexOf(true) : -1;
}

function tone(audio) {
  if (!ears.has(audio.srcObject)) {
    const sound = new AudioContext(), ear = sound.createAnalyser();
    ear.fftSize = 4096;
    sound.createMediaStreamSource(audio.srcObject).connect(ear);
    ears.set(audio.srcObject, ear);
  }
  const ear = ears.get(audio.srcObject), loud = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(loud);
  const at = loud.indexOf(Math.max(...loud));
  return loud[at] > -70 ? at * ear.context.sampleRate / ear.fftSize : 0;
}

self.seen = () => pictures().map(colour);
self.heard = () => [...document.querySelectorAll("[data-film] audio")].map(tone);
self.frames = [0, 0, 0];
const watched = new WeakSet();

function counts(video) {
  video.requestVideoFrameCallback(() => {
    const at = colour(video);
    if (at >= 0) self.frames[at] += 1;
    counts(video);
  });
}

setInterval(() => {
  for (const one of document.querySelectorAll("[data-film] video")) {
    if (!watched.has(one)) counts(one);
    watched.add(one);
  }
}, 100);
