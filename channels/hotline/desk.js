// Looks up while the agent types, lets the arrows choose, and keeps with one key what was said. Text is only set as text.
import { FollowUps } from "./desk_follow_ups.js";
import { Forms } from "./desk_forms.js";

const DEBOUNCE_MS = 150;
const find = (id) => document.getElementById(id);
const question = find("question"), list = find("cards"), words = find("words").dataset;
const call = { conversation: null, number: "" };
let cards = [], chosen = 0, shownFor = null, timer = null, pending = null;

export const say = (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
export const dayOf = (iso) => Number(iso.slice(5, 7)) + "月" + Number(iso.slice(8, 10)) + "日";
const make = (tag, name, text) => {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};
const tell = (text) => { find("state").textContent = text; };

// Rejects with a sentence for the agent. A request that got no answer may be sent again: its key is the same.
export async function send(path, body, signal) {
  let response;
  try {
    response = await fetch(path, { method: body ? "POST" : "GET", headers: body && { "Content-Type": "application/json" }, body: body && JSON.stringify(body), signal });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Error(say("offline"));
  }
  if (response.status === 401) throw new Error(say("ended"));
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(answer.error?.message ?? say("offline")), { code: answer.error?.code });
  return answer;
}

// What is shown answers what stands in the box: otherwise it must neither be read out nor kept.
const isFresh = () => shownFor !== null && question.value.trim() === shownFor;

function mark() {
  find("columns").classList.toggle("stale", !isFresh());
  for (const id of ["do-said", "do-edit", "do-ticket", "do-correct"]) find(id).disabled = !isFresh() || !cards[chosen];
}

async function look() {
  clearTimeout(timer);
  pending?.abort();
  const text = question.value.trim();
  if (!text) { show([], ""); tell(""); return; }
  const mine = pending = new AbortController();
  tell(say("looking"));
  try {
    const found = await send("/api/v1/desk/search", { text, conversation_id: call.conversation }, mine.signal);
    show(found.cards, text);
    tell(say("found", { count: found.cards.length }));
  } catch (problem) {
    if (problem.name !== "AbortError") tell(problem.message);
  }
}

function show(found, text) {
  cards = found; shownFor = text; chosen = 0;
  list.replaceChildren(...cards.map(option));
  question.setAttribute("aria-expanded", String(cards.length > 0));
  choose(0);
}

function option(card, index) {
  const item = make("li", "card");
  item.id = "card-" + index;
  item.setAttribute("role", "option");
  item.append(badge(card));
  if (card.citations[0]) item.append(make("span", "soft", card.citations[0].title));
  const quoted = card.script.filter((phrase) => phrase.is_quoted);
  item.append(make("p", "line", (quoted.length ? quoted : card.script).map((phrase) => phrase.text).join(" ")));
  item.addEventListener("click", () => { choose(index); question.focus(); });
  return item;
}

function badge(card) {
  const [cited] = card.citations;
  const mind = card.kind === "lead" || (cited && cited.validity !== "现行有效");
  const kind = card.status === "emergency" ? " urgent" : !cited ? " none" : mind ? " mind" : "";
  return make("span", "badge" + kind, card.label);
}

function choose(index) {
  chosen = index;
  const card = cards[index];
  [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  if (card) question.setAttribute("aria-activedescendant", "card-" + index);
  else question.removeAttribute("aria-activedescendant");
  find("chosen").hidden = !card;
  find("empty").hidden = Boolean(card);
  if (card) detail(card);
  mark();
}

function detail(card) {
  const label = find("chosen-label");
  label.className = badge(card).className;
  label.textContent = card.label;
  const count = card.script.reduce((sum, phrase) => sum + phrase.text.length, 0);
  find("chosen-count").textContent = say("count", { count }) + (card.is_cut ? say("cut") : "");
  find("script").classList.toggle("plain", !card.script.some((phrase) => phrase.is_quoted));
  find("script").replaceChildren(...card.script.map((phrase) => make(phrase.is_quoted ? "strong" : "span", "", phrase.text)));
  find("next").textContent = card.next_step;
  const contact = find("contact");
  contact.replaceChildren();
  const phone = card.phone ? make("strong", "", say("phone", { phone: card.phone })) : "";
  if (card.contact) contact.append(say("contact", { name: card.contact }), phone);
  else if (card.citations.length) contact.append(say("noContact"));
  find("sources-title").hidden = !card.citations.length;
  find("sources").replaceChildren(...card.citations.map(source));
  find("whole").open = false;
  find("whole-text").textContent = card.text;
  find("chosen").scrollTop = 0;
}

function source(citation) {
  const item = make("li");
  const validity = make("span", "validity" + (citation.validity === "现行有效" ? "" : " mind"), citation.validity + (citation.validity_basis ? "（" + citation.validity_basis + "）" : ""));
  const link = make("a", "", say("open"));
  link.href = citation.source_path;
  link.target = "_blank";
  link.rel = "noopener";
  const where = [citation.doc_no, citation.clause_path].filter(Boolean).join(" ");
  item.append("《" + citation.title + "》" + where + " ", validity, " ", link);
  return item;
}

// One key for one card: pressing twice, or again after no answer came, keeps it once.
async function keep(said = "") {
  const card = cards[chosen];
  if (!card || !isFresh()) return;
  if (card.kept) { tell(say("repeated")); return; }
  card.key ??= newKey();
  const kept = await send("/api/v1/desk/said", {
    key: card.key, question: shownFor, digest: card.digest, said, conversation_id: call.conversation, caller: call.number,
  });
  card.kept = kept;
  call.conversation = kept.conversation_id;
  log(shownFor);
  tell(say(kept.is_edited ? "edited" : "said"));
  question.select();
}

function keepNow() {
  keep().catch((problem) => {
    tell(problem.message);
    if (problem.code === "card_changed") look();
  });
}

function log(text) {
  find("log").hidden = false;
  find("log-lines").append(make("li", "", text));
}

function newCall() {
  Object.assign(call, { conversation: null, number: "" });
  question.value = "";
  find("log-lines").replaceChildren();
  for (const id of ["log", "known", "caller"]) find(id).hidden = true;
  look();
  question.focus();
}

// The switchboard opens /desk?caller=… or /desk#caller=…; the number leaves the address bar at once and is never stored.
async function welcome() {
  const given = new URLSearchParams(location.search).get("caller") ?? new URLSearchParams(location.hash.slice(1)).get("caller");
  if (!given) return;
  history.replaceState(null, "", "/desk");
  const known = await send("/api/v1/desk/caller", { number: given.slice(0, 40) }).catch(() => null);
  if (!known?.masked) return;
  call.number = given.slice(0, 40);
  find("caller").textContent = say("caller", { number: known.masked });
  find("caller").hidden = false;
  const lines = [
    ...known.tickets.map((one) => say("ticket", { ...one, due: dayOf(one.due_on) })),
    ...known.contacts.map((one) => say("asked", { day: dayOf(one.at), question: one.question })),
  ];
  find("known-lines").replaceChildren(...lines.map((line) => make("li", "", line)));
  find("known").hidden = !lines.length;
}

const forms = new Forms({
  card: () => (isFresh() ? cards[chosen] : undefined),
  question: () => shownFor || question.value.trim(),
  number: () => call.number,
  keep,
  tell: (text, logged) => { tell(text); if (logged) log(text); question.focus(); },
});

const followUps = new FollowUps({ tell });
const callBack = () => followUps.open().catch((problem) => tell(problem.message));

question.addEventListener("input", () => {
  clearTimeout(timer);
  pending?.abort();
  timer = setTimeout(look, DEBOUNCE_MS);
  mark();
});
question.addEventListener("keydown", (event) => {
  // While Chinese is being composed, Enter and the arrows choose a word.
  if (event.isComposing || event.keyCode === 229) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (cards.length) choose((chosen + (event.key === "ArrowDown" ? 1 : cards.length - 1)) % cards.length);
  } else if (event.key === "Enter" && !event.ctrlKey && !event.altKey) {
    event.preventDefault();
    // What stands there must be what the box asks: an answer to half a question is never kept as said.
    if (isFresh()) keepNow(); else look();
  }
});
// A key pressed before the answer has come waits for it.
async function onceFresh(doing) {
  if (!isFresh()) await look();
  if (!document.querySelector("dialog[open]")) doing();
}
document.addEventListener("keydown", (event) => {
  const doing = { F4: () => forms.edit(), F8: () => forms.forward(), F9: () => forms.correct() }[event.key];
  if (event.key === "F2" || event.key === "F10" || doing) event.preventDefault();
  if (document.querySelector("dialog[open]")) return;
  if (doing) onceFresh(doing);
  if (event.key === "F2") newCall();
  if (event.key === "F10") callBack();
  if (event.altKey && event.code === "KeyO") { event.preventDefault(); find("sources").querySelector("a")?.click(); }
});
find("new-call").addEventListener("click", newCall);
find("do-said").addEventListener("click", keepNow);
find("do-edit").addEventListener("click", () => forms.edit());
find("do-ticket").addEventListener("click", () => forms.forward());
find("do-follow-up").addEventListener("click", callBack);
find("do-correct").addEventListener("click", () => forms.correct());
find("sign-out").addEventListener("click", async () => { await fetch("/desk/session", { method: "DELETE" }); location.reload(); });
welcome();
question.focus();
// Somebody may have begun to type before this script was here to hear it.
if (question.value.trim()) look();
