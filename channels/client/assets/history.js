// The conversations whose ids this browser keeps: shown, and deleted on the server when their owner says so.
import { enliven } from "./card.js";
import { all, drop, forget, turnsOf } from "./kept.js";
import { words } from "./words.js";

const past = document.getElementById("past"), told = document.getElementById("told"), clear = document.getElementById("clear");

const say = (text) => { told.textContent = text; told.hidden = false; told.focus(); };

async function show(id) {
  const holder = await turnsOf(id);
  // Deleted elsewhere, or past its term.
  if (!holder.firstElementChild) return drop(id);
  const part = document.createElement("section"), button = document.createElement("button");
  button.type = "button";
  button.className = "danger";
  button.textContent = document.getElementById("remove").content.textContent.trim();
  button.addEventListener("click", () => { if (confirm(words.confirm_one)) remove([id], part); });
  part.dataset.conversation = id;
  part.append(...holder.childNodes, button);
  past.append(part);
  part.querySelectorAll(".answer").forEach((card) => enliven(card));
}

async function remove(ids, ...parts) {
  try {
    for (const id of ids) await forget(id);
    parts.forEach((part) => part.remove());
    finish(words.deleted);
  } catch {
    say(words.not_deleted);
  }
}

function finish(text) {
  clear.hidden = all().length === 0;
  if (text || clear.hidden) say(text || words.nothing_kept);
}

clear.querySelector("button").addEventListener("click", () => {
  if (confirm(words.confirm_all)) remove(all(), ...past.children);
});
(async () => {
  for (const id of all()) await show(id).catch(() => say(words.offline));
  finish("");
})();
