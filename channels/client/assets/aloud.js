// Reads an answer aloud where the browser can. One at a time.
import { words } from "./words.js";

const speech = window.speechSynthesis;
let speaking = null;

// Whole sentences, one utterance each: some engines fall silent in the middle of a long one.
const sentences = (text) => text.match(/[^。；！？\n]+[。；！？]?/g) ?? [];

export function offer(card) {
  const holder = card.querySelector(".aloud"), button = holder?.querySelector("button");
  if (!holder || !speech || !window.SpeechSynthesisUtterance) return;
  holder.hidden = false;
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => (speaking === button ? stop() : speak(button, toRead(card))));
}

// Whoever only listens must hear first that the answer was corrected.
const toRead = (card) => [...card.querySelectorAll(".sequel p, .text")].map((part) => part.innerText).join("\n");

function speak(button, text) {
  stop();
  const parts = sentences(text).map((part) => Object.assign(new SpeechSynthesisUtterance(part), { lang: "zh-CN", rate: 0.95 }));
  if (!parts.length) return;
  speaking = button;
  button.textContent = words.silence;
  button.setAttribute("aria-pressed", "true");
  parts[parts.length - 1].addEventListener("end", () => { if (speaking === button) stop(); });
  parts.forEach((part) => speech.speak(part));
}

export function stop() {
  if (!speaking) return;
  speech.cancel();
  speaking.textContent = words.aloud;
  speaking.setAttribute("aria-pressed", "false");
  speaking = null;
}

window.addEventListener("pagehide", stop);
