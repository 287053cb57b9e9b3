/** One ticket. */
import { button, el } from "../dom.js";
import { Audits } from "./audits.js";
import { Comments } from "./comments.js";
import { capital, Forms } from "./forms.js";

export class TicketView {
  constructor(app) {
    this._app = app;
    this._shown = null;
    this._head = el("header", { class: "facts" });
    this._comments = new Comments();
    this._audits = new Audits();
    this._forms = new Map();
    this._doing = el("div", { class: "doing" });
    this.node = el("article", { class: "ticket", "aria-label": "Ticket" }, this._head, this._doing, this._comments.node, this._audits.node);
  }

  show(ticket, zendesk, isJoris) {
    const stamp = `${ticket.id} ${ticket.updated_at} ${isJoris}`;
    if (this._shown !== stamp) this._draw(ticket, zendesk, isJoris);
    this._shown = stamp;
    if (isJoris) this._form(ticket.id).show(ticket, zendesk);
    this._comments.show(ticket.comments);
    this._audits.show(ticket.audits);
  }

  _draw(ticket, zendesk, isJoris) {
    const { status, spent, priority } = ticket;
    const who = [ticket.requester, ticket.organization].filter(Boolean).join(", ");
    const spending = spent ? `${spent.total} in total, ${spent.last} in the last update` : "none recorded yet";
    this._head.replaceChildren(
      el("h3", {}, `#${ticket.id} ${ticket.subject}`),
      el("p", {}, el("span", { class: `status ${status}` }, ticket.status_name), ` ${[priority && capital(priority), who].filter(Boolean).join(" · ")}`),
      el("p", {}, `Assigned to ${whose(ticket)}`),
      el("p", {}, `Time spent: ${spending}`),
    );
    const doing = isJoris ? this._form(ticket.id).node : this._readOnly(zendesk);
    if (this._doing.firstElementChild !== doing) this._doing.replaceChildren(doing);
  }

  _form(id) {
    if (!this._forms.has(id)) this._forms.set(id, new Forms(this._app, id));
    return this._forms.get(id);
  }

  _readOnly(zendesk) {
    const be = button("Continue as Joris", () => this._app.place.go({ as: "joris" }), { class: "plain" });
    return el("p", { class: "small" }, `You see what ${zendesk.agent} sees. `, be, " to assign the ticket, comment on it or change its status.");
  }
}

/** The ticket's group and assignee. */
export const whose = ({ group, assignee }) => `${group ?? "no group"} · ${assignee ?? "nobody yet"}`;
