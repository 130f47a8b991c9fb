// The windows over the desk: saying it otherwise, sending it on, reporting an error. Nothing leaves without the agent.
import { dayOf, newKey, say, send } from "./desk.js";

const find = (id) => document.getElementById(id);
const NAMES_SOMEBODY = new Set(["complaint", "report"]);

// Ctrl+Enter and the button do it once; a problem is told in the window, which stays open until it is done.
export function wire(dialog, doing) {
  const form = dialog.querySelector("form"), button = dialog.querySelector("button.main");
  dialog.querySelector(".close").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    try {
      await doing();
      dialog.close();
    } catch (problem) {
      // The same key goes out again with the next press: what arrived meanwhile is not made twice.
      dialog.querySelector(".problem").textContent = problem.message;
    } finally {
      button.disabled = false;
    }
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && !event.isComposing && !button.disabled) { event.preventDefault(); form.requestSubmit(); }
  });
}

export class Forms {
  constructor(desk) {
    this.desk = desk;
    this.units = new Map();
    wire(find("edit"), () => this.desk.keep(find("edit-said").value.trim()));
    wire(find("ticket"), async () => this.sent(await send("/api/v1/desk/tickets", this.body())));
    find("ticket-kind").addEventListener("change", () => this.kindChanged());
    find("ticket-unit").addEventListener("input", () => this.suggest(find("ticket-unit").value));
  }

  open(dialog, first) {
    dialog.querySelector(".problem").textContent = "";
    dialog.showModal();
    first.focus();
    first.select?.();
  }

  edit() {
    const card = this.desk.card();
    if (!card) return;
    find("edit-said").value = card.script.map((phrase) => phrase.text).join("");
    this.open(find("edit"), find("edit-said"));
  }

  forward() { this.ticket("forward", "consultation", this.desk.question()); }

  correct() { this.ticket("correct", "correction", ""); }

  ticket(purpose, kind, content) {
    const card = this.desk.card();
    if (!card) return;
    const [cited] = card.citations;
    this.purpose = purpose;
    this.card = card;
    this.key = newKey();
    find("ticket-title").textContent = say(purpose);
    find("ticket-submit").textContent = say(purpose + "Submit");
    find("ticket-content-label").textContent = say(purpose + "Content");
    find("ticket-about").textContent = cited ? say("about", { title: cited.title, clause: cited.clause_path }) : "";
    find("ticket-kind").value = kind === "correction" ? "consultation" : kind;
    for (const id of ["ticket-kind-row", "ticket-confidential-row"]) find(id).hidden = purpose === "correct";
    find("ticket-content").value = content;
    find("ticket-against").value = "";
    find("ticket-confidential").checked = false;
    find("ticket-unit").value = card.unit?.name ?? "";
    this.units = new Map(card.unit ? [[card.unit.name, card.unit.id]] : []);
    this.kindChanged();
    this.suggest(find("ticket-unit").value);
    this.open(find("ticket"), card.unit || purpose === "correct" ? find("ticket-content") : find("ticket-unit"));
  }

  kindChanged() {
    const names = this.purpose === "forward" && NAMES_SOMEBODY.has(find("ticket-kind").value);
    find("ticket-against-row").hidden = !names;
    find("ticket-against").required = names;
  }

  async suggest(text) {
    const found = await send("/api/v1/desk/units?q=" + encodeURIComponent(text.trim().slice(0, 60))).catch(() => []);
    for (const unit of found) this.units.set(unit.name, unit.id);
    find("ticket-units").replaceChildren(...found.map((unit) => Object.assign(document.createElement("option"), { value: unit.name })));
  }

  body() {
    const card = this.card, [cited] = card.citations;
    const name = find("ticket-unit").value.trim();
    if (name && !this.units.has(name)) throw new Error(say("noUnit", { name }));
    return {
      key: this.key,
      kind: this.purpose === "correct" ? "correction" : find("ticket-kind").value,
      content: find("ticket-content").value,
      unit_id: this.units.get(name) ?? null,
      question: this.desk.question(),
      said: card.kept?.said ?? "",
      answer_id: card.kept?.answer_id ?? null,
      reference: cited ? { document_id: cited.document_id, version_id: cited.version_id, clause_path: cited.clause_path, start: cited.start, end: cited.end } : null,
      against: find("ticket-against-row").hidden ? "" : find("ticket-against").value,
      is_confidential: find("ticket-confidential").checked,
      caller: this.desk.number(),
    };
  }

  sent(ticket) {
    const key = this.purpose === "correct" && ticket.unit ? "corrected" : ticket.unit ? "sent" : "unassigned";
    const provisional = ticket.is_provisional ? say("provisional") : "";
    this.desk.tell(say(key, { id: ticket.id, unit: ticket.unit, due: dayOf(ticket.due_on), provisional }), true);
  }
}
