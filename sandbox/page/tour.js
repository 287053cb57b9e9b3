/** The guided first minute: three hints, shown one after the other, that can be dismissed. */
import { button, el } from "./dom.js";

const DISMISSED = "partnerdesk-tour";

export class Tour {
  constructor(app, root) {
    this._app = app;
    this._root = root;
    this._shown = "";
    this._off = sessionStorage.getItem(DISMISSED) === "yes";
  }

  show() {
    const hint = this._off || !this._app.store.ready ? null : this._hint();
    const stamp = hint ? `${hint.words} ${hint.label}` : "";
    if (this._shown === stamp) return;
    this._shown = stamp;
    this._root.replaceChildren(...(hint ? [this._draw(hint)] : []));
  }

  /** The first step that is not done yet. */
  _hint() {
    const { store, place } = this._app;
    const tickets = store.all("ticket");
    const analysed = tickets.find((ticket) => ticket.comments.some((comment) => comment.by_api && !comment.first));
    const there = tickets.find((ticket) => ticket.with_partner);
    if (analysed) {
      const words = `Ticket #${analysed.id} in Zendesk now has the analysis, marked as an internal note. The customer cannot see it.`;
      return { step: "Done", words, label: "Show it", go: { pane: "zendesk", ticket: String(analysed.id) } };
    }
    if (!there && place.as !== "joris") {
      return { step: "1 of 3", words: "With partnerdesk, a partner works on tickets of a vendor's Zendesk in its own Slack. The vendor assigns the tickets. Continue as Joris, the vendor's agent.", label: "Continue as Joris", go: { as: "joris", pane: "zendesk" } };
    }
    if (!there) {
      return { step: "1 of 3", words: "Write what you ask of the partner and press “Assign to Partner-NL”.", label: "", go: null };
    }
    if (place.as !== "sanne" && place.as !== "tom") {
      return { step: "2 of 3", words: "The partner's channel now has a card. Continue as Sanne, a light agent of the partner.", label: "Continue as Sanne", go: { as: "sanne", pane: "slack", thread: "" } };
    }
    return { step: "3 of 3", words: "Press “Write analysis” on the card, write what you found, and save it.", label: "", go: null };
  }

  _draw({ step, words, label, go }) {
    return el(
      "aside",
      { class: "hint", "aria-label": "Guided first minute" },
      el("strong", {}, step),
      el("span", {}, words),
      label && button(label, () => this._app.place.go(go), { class: "press" }),
      button("×", () => this._dismiss(), { class: "plain dismiss", "aria-label": "Dismiss the hints" }),
    );
  }

  _dismiss() {
    this._off = true;
    sessionStorage.setItem(DISMISSED, "yes");
    this.show();
  }
}
