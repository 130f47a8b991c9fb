// Calling back after the answer: who waits for it, what was answered, and what the caller said. Nothing is kept unasked.
import { say, send } from "./desk.js";
import { wire } from "./desk_forms.js";

const PATH = "/api/v1/desk/follow-ups";
const find = (id) => document.getElementById("follow-up" + (id && "-" + id));

export class FollowUps {
  constructor(desk) {
    this.desk = desk;
    this.tickets = [];
    wire(find(""), () => this.keep());
    find("ticket").addEventListener("change", () => this.show());
    find("reached").addEventListener("change", () => this.reachedChanged());
  }

  async open() {
    await this.load();
    if (!this.tickets.length) { this.desk.tell(say("nobody")); return; }
    find("").querySelector(".problem").textContent = "";
    find("").showModal();
    find("ticket").focus();
  }

  // The server's minute is the time of the call: pressing twice, or again after no answer came, keeps one call.
  async load() {
    const waiting = await send(PATH);
    this.now = waiting.now;
    this.tickets = waiting.tickets;
    find("ticket").replaceChildren(...this.tickets.map((one) => {
      const tried = one.calls ? say("tried", one) : "";
      return Object.assign(document.createElement("option"), { value: one.id, textContent: say("waiting", one) + tried });
    }));
    if (this.tickets.length) this.show();
  }

  chosen() { return this.tickets.find((one) => one.id === find("ticket").value); }

  show() {
    const one = this.chosen();
    find("content").textContent = one.content;
    find("result").textContent = say("answered", one);
    find("reached").checked = true;
    for (const id of ["contacted", "solved", "satisfied"]) find(id).checked = false;
    find("reason").value = "";
    this.reachedChanged();
  }

  reachedChanged() { find("said").disabled = !find("reached").checked; }

  async keep() {
    const { id } = this.chosen(), is_reached = find("reached").checked;
    await send(PATH, {
      ticket_id: id, called_at: this.now, is_reached,
      was_contacted: is_reached && find("contacted").checked,
      is_solved: is_reached && find("solved").checked,
      is_satisfied: is_reached && find("satisfied").checked,
      reason: find("reason").value,
    });
    this.desk.tell(say("called", { id }));
  }
}
