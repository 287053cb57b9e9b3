/** The forms in which the vendor's agent assigns, comments and changes a ticket. */
import { el, newId } from "../dom.js";

const STATUSES = { open: "Open", pending: "Pending", hold: "On-hold", solved: "Solved" };
const ASKS = "Please check this and tell us the cause.";

export class Forms {
  constructor(app, ticketId) {
    this._app = app;
    this._id = ticketId;
    this._assignNote = area("Internal note with the assignment", "", 2);
    this._assignButton = el("button", { type: "submit", class: "press primary" });
    this._assign = form("assign", [this._assignNote.node, this._assignButton], () => this._doAssign());
    this._comment = area("Comment", "", 3);
    const name = newId("kind");
    this._public = radio(name, "Public reply");
    const internal = radio(name, "Internal note", true);
    this._commentForm = form(
      "comment",
      [this._comment.node, el("div", { class: "row", role: "radiogroup", "aria-label": "Kind of comment" }, internal.node, this._public.node), el("button", { type: "submit", class: "press" }, "Add comment")],
      () => this._doComment(),
    );
    const statusId = newId("status");
    this._status = el("select", { id: statusId }, Object.entries(STATUSES).map(([value, label]) => el("option", { value }, label)));
    this._statusForm = form("status row", [el("label", { for: statusId }, "Status"), this._status, el("button", { type: "submit", class: "press" }, "Set status")], () => this._act("status", { status: this._status.value }));
    this.node = el("div", { class: "forms" }, this._assign, this._commentForm, this._statusForm);
  }

  show(ticket, zendesk) {
    this._toPartner = !ticket.with_partner;
    this._assignButton.textContent = this._toPartner ? `Assign to ${zendesk.partner_group}` : "Take it back";
    if (this._shownToPartner !== this._toPartner) this._assignNote.control.value = this._toPartner ? ASKS : "";
    this._shownToPartner = this._toPartner;
    if (this._shownStatus !== ticket.status) this._status.value = ticket.status;
    this._shownStatus = ticket.status;
  }

  _doAssign() {
    return this._act("assign", { to_partner: this._toPartner, note: this._assignNote.control.value });
  }

  async _doComment() {
    if (await this._act("comment", { text: this._comment.control.value, public: this._public.control.checked })) this._comment.control.value = "";
  }

  _act(name, body) {
    return this._app.send(`/api/zendesk/tickets/${this._id}/${name}`, body);
  }
}

function area(label, value, rows) {
  const id = newId("area");
  const control = el("textarea", { id, rows });
  control.value = value;
  return { control, node: el("div", { class: "field" }, el("label", { for: id }, label), control) };
}

function radio(name, label, checked = false) {
  const control = el("input", { type: "radio", name, checked });
  return { control, node: el("label", { class: "choice" }, control, label) };
}

const form = (name, children, act) =>
  el("form", { class: name, on: { submit: (event) => { event.preventDefault(); act(); } } }, children);

export const capital = (word) => word[0].toUpperCase() + word.slice(1);
