// @ts-check
/** Each outcome has a sound of its own, so that nobody needs to look up: [frequency in Hz, from and to in seconds]. */
/** @type {Record<string, [number, number, number][]>} */
const sounds = {
  good: [[880, 0, 0.09], [1320, 0.09, 0.2]],
  wait: [[620, 0, 0.12], [620, 0.2, 0.32]],
  bad: [[200, 0, 0.4]],
  quiet: [[440, 0, 0.05]],
};

const muted = "tabletloans-desk-muted";

/** @type {AudioContext | undefined} */
let audio;

export const isMuted = () => localStorage.getItem(muted) === "yes";

/** @param {boolean} silent */
export const mute = (silent) => localStorage.setItem(muted, silent ? "yes" : "no");

/** @param {string} tone */
export function play(tone) {
  if (isMuted() || !("AudioContext" in window)) return;
  audio ??= new AudioContext();
  for (const [frequency, from, to] of sounds[tone] ?? []) {
    const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
    oscillator.frequency.value = frequency;
    oscillator.type = tone === "bad" ? "sawtooth" : "sine";
    gain.gain.value = 0.15;
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(audio.currentTime + from);
    oscillator.stop(audio.currentTime + to);
  }
}
