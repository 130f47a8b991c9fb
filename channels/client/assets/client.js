// The page to ask on: sends the question, shows the answer as it arrives, goes on with the conversation.
import { enliven } from "./card.js";
import { current, keep, leave, turnsOf } from "./kept.js";
import { ask as asking } from "./stream.js";
import { words } from "./words.js";

const find = (id) => document.getElementById(id);
const talk = find("talk"), form = find("ask"), question = find("question"), send = find("send"), anew = find("anew");
let busy = false;

const make = (tag, name, text) => Object.assign(document.createElement(tag), { className: name, textContent: text });
const calmly = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";

function begin(text) {
  busy = true;
  send.disabled = true;
  find("intro").hidden = true;
  anew.hidden = false;
  const asked = make("h2", "asked", text), card = make("div", "answer"), told = make("p", "text waiting", words.searching);
  card.append(told);
  talk.append(asked, card);
  asked.scrollIntoView({ block: "start", behavior: calmly });
  return { asked, card, told };
}

async function ask(text) {
  if (busy) return;
  const turn = begin(text);
  const fields = new FormData(form);
  fields.set("question", text);
  if (current()) fields.set("conversation_id", current());
  try {
    await follow(asking(fields), turn);
  } catch (problem) {
    turn.told.textContent = problem.isTold ? problem.message : words.offline;
    find("announce").textContent = turn.told.textContent;
  } finally {
    turn.told.classList.remove("waiting");
    busy = false;
    send.disabled = false;
  }
}

async function follow(events, { asked, card, told }) {
  let begun = false;
  for await (const { name, data } of events) {
    if (name === "step" && !begun && words[data.step]) told.textContent = words[data.step];
    if (name === "delta") {
      if (!begun) { told.textContent = ""; told.classList.remove("waiting"); begun = true; }
      told.textContent += data.text;
    }
    if (name === "error") throw Object.assign(new Error(data.error.message), { isTold: true });
    if (name === "answer") return finish(data, asked, card);
  }
  throw new Error("the stream ended early");
}

function finish(answer, asked, card) {
  keep(answer.conversation_id);
  const holder = document.createElement("div");
  // Our own page, in which everything a person or a document said is escaped.
  holder.innerHTML = answer.html;
  const whole = holder.firstElementChild;
  card.replaceWith(whole);
  enliven(whole, { ask });
  // Said once and whole: a live region that grows piece by piece is read out in fragments.
  find("announce").textContent = words.answered + answer.text;
  asked.scrollIntoView({ block: "start", behavior: calmly });
}

async function restore(id) {
  const holder = await turnsOf(id).catch(() => null);
  if (!holder?.firstElementChild) return leave();
  find("intro").hidden = true;
  anew.hidden = false;
  const cards = holder.querySelectorAll(".answer");
  talk.replaceChildren(...holder.childNodes);
  cards.forEach((card) => enliven(card, { ask }));
  talk.querySelector(".asked:nth-last-of-type(1)")?.scrollIntoView({ block: "start" });
}

function submit() {
  const text = question.value.trim();
  if (!text || busy) return;
  question.value = "";
  ask(text);
}

form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
find("intro").querySelectorAll(".choices button").forEach((button) => button.addEventListener("click", (event) => {
  event.preventDefault();
  ask(button.value);
}));
question.addEventListener("keydown", (event) => {
  // While Chinese is being composed, Enter chooses a word and must not send.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); submit(); }
});
anew.querySelector("button").addEventListener("click", () => {
  leave();
  talk.replaceChildren();
  anew.hidden = true;
  find("intro").hidden = false;
  scrollTo(0, 0);
  question.focus();
});
find("shut")?.addEventListener("click", () => parent.postMessage("jiedu-shut", "*"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && find("shut") && !find("place").open) parent.postMessage("jiedu-shut", "*");
});
if (current()) restore(current());
