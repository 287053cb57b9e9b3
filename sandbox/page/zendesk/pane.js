/** The right half: the vendor's Zendesk, as its agent sees it. */
import { button, el, newId, sync } from "../dom.js";
import { TicketView, whose } from "./ticket.js";

const SUBJECTS = ["Approval mail comes twice", "Budget line missing on an order", "Contract import skips one supplier", "Report opens empty"];

export class ZendeskPane {
  constructor(app, root) {
    this._app = app;
    this._list = el("ul", { class: "tickets" });
    this._ticket = new TicketView(app);
    const id = newId("subject");
    this._subject = el("input", { id, type: "text", maxlength: 150, required: true, value: SUBJECTS[0] });
    this._new = el(
      "details",
      { class: "new-ticket" },
      el("summary", {}, "New ticket from a customer"),
      el("form", { class: "row", on: { submit: (event) => { event.preventDefault(); this._create(); } } }, el("label", { for: id }, "Subject"), this._subject, el("button", { type: "submit", class: "press" }, "Create")),
    );
    root.append(
      el("header", { class: "zendesk-head" }, el("h2", {}, "Vendor's Zendesk"), el("p", { class: "small" }, "ISPnext, as seen by its agent Joris")),
      el("div", { class: "zendesk-scroll", tabindex: "0", role: "region", "aria-label": "Tickets" }, this._list, this._new, this._ticket.node),
    );
  }

  show() {
    const { store, place } = this._app;
    const zendesk = store.get("zendesk");
    if (!zendesk) return;
    const isJoris = place.as === "joris";
    const tickets = store.all("ticket").sort((one, other) => other.id - one.id);
    const current = tickets.find((each) => String(each.id) === place.ticket) ?? tickets.at(-1);
    sync(this._list, tickets, (each) => String(each.id), (each) => this._row(each, each === current), (each) => `${each.updated_at} ${each === current}`);
    this._new.hidden = !isJoris;
    this._ticket.show(current, zendesk, isJoris);
  }

  _row(ticket, here) {
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", "aria-current": here ? "true" : null, "data-focus": `ticket/${ticket.id}`, on: { click: () => this._app.place.go({ ticket: String(ticket.id) }) } },
        el("span", { class: "number" }, `#${ticket.id}`),
        el("span", { class: "subject" }, ticket.subject),
        el("span", { class: `status ${ticket.status}` }, ticket.status_name),
        el("span", { class: "whose" }, whose(ticket)),
      ),
    );
  }

  async _create() {
    const subject = this._subject.value.trim();
    const made = await this._app.send("/api/zendesk/tickets", { subject, description: `${subject}. Can you look at it?` });
    if (!made) return;
    const next = (SUBJECTS.indexOf(subject) + 1) % SUBJECTS.length;
    this._subject.value = SUBJECTS[next];
    this._new.open = false;
    this._app.place.go({ ticket: String(made.id) });
  }
}
