// Brings the card of an answer to life. Everything on it works as a plain link or form without this.
import { offer } from "./aloud.js";
import { opensInPlace, show } from "./place.js";
import { words } from "./words.js";

export function enliven(card, { ask } = {}) {
  offer(card);
  if (opensInPlace()) {
    card.querySelectorAll(".place-link").forEach((link) => link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(link);
    }));
  }
  if (ask) card.querySelectorAll(".choices button").forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault();
    ask(button.value);
  }));
  const form = card.querySelector(".judge");
  if (form) judging(form);
  const more = card.querySelector(".more");
  if (more) related(more);
}

function judging(form) {
  const told = form.querySelector(".judged");
  let pressed = null;
  // Older browsers do not tell with which button a form was sent.
  form.addEventListener("click", (event) => { pressed = event.target.closest("button") ?? pressed; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = (event.submitter ?? pressed)?.value === "satisfied" ? "satisfied" : form.elements.reason.value;
    const own = said === "satisfied" ? "" : form.elements.words.value;
    const response = await fetch("/api/v1" + new URL(form.action).pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ verdict: said, words: own }),
    }).catch(() => null);
    const kept = response?.ok ? await response.json() : null;
    told.textContent = kept ? words.thanks : words.not_sent;
    if (!kept) return;
    const satisfied = form.querySelector("[name=verdict][value=satisfied]");
    satisfied.setAttribute("aria-pressed", String(kept.verdict === "satisfied"));
    form.querySelector("details").open = false;
  });
}

async function related(holder) {
  const response = await fetch(holder.dataset.related).catch(() => null);
  // Our own page, in which every title is escaped.
  if (response?.ok) holder.innerHTML = await response.text();
}
