/** One modal, with Slack's behaviour: errors under the fields, typed values survive updates, one answer per submission. */
import { Form } from "../blocks/form.js";
import { button, el, focusable, newId } from "../dom.js";

export class Dialog {
  constructor(app, id) {
    this._app = app;
    this.id = id;
    this._view = null;
    const titleId = newId("dialog");
    this._title = el("h2", { id: titleId });
    this._trouble = el("p", { class: "trouble", role: "alert" });
    this._body = el("div", { class: "dialog-body", tabindex: "0", role: "group", "aria-labelledby": titleId });
    this._blocks = new Form(app, id, this._body);
    this._close = button("", () => this.close());
    this._submit = el("button", { type: "submit", class: "press primary" });
    this._form = el(
      "form",
      { novalidate: true, on: { submit: (event) => { event.preventDefault(); this._send(); } } },
      el("header", {}, this._title, button("×", () => this.close(true), { class: "plain close", "aria-label": "Close dialog" })),
      this._trouble,
      this._body,
      el("footer", {}, this._close, this._submit),
    );
    this.node = el(
      "div",
      { class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, tabindex: "-1", on: { keydown: (event) => this._key(event) } },
      this._form,
    );
  }

  update(view) {
    if (view === this._view) return;
    this._view = view;
    this._title.textContent = view.title;
    this._close.textContent = view.close;
    this._submit.textContent = view.submit ?? "";
    this._submit.hidden = !view.submit;
    this._trouble.textContent = view.trouble ?? "";
    this._blocks.show(view);
    if (this._wantsError && Object.keys(view.errors).length) this.focusError();
  }

  focusFirst() {
    const { first } = this._blocks;
    if (first) first.focus();
    else this.node.focus();
  }

  focusError() {
    const wrong = this._blocks.inputs.find((input) => this._view.errors[input.block.block_id]);
    this._wantsError = !wrong;
    wrong?.focusError();
  }

  close(everything = false) {
    return this._app.act("close", { view: this.id, everything });
  }

  forget() {
    this._blocks.forget();
  }

  async _send() {
    if (!this._view.submit || this._form.getAttribute("aria-busy") === "true") return;
    this.forget();
    this._form.setAttribute("aria-busy", "true");
    this._trouble.textContent = "";
    const inputs = this._blocks.inputs.filter((input) => input.known);
    const values = Object.fromEntries(inputs.map((input) => [input.block.block_id, input.value]));
    const answer = await this._app.act("submit", { view: this.id, values }, { shownElsewhere: true });
    this._form.removeAttribute("aria-busy");
    if (!answer) return;
    for (const input of inputs) input.dirty = false;
    this._wantsError = Object.keys(answer.errors).length > 0;
    if (this._wantsError) this.focusError();
  }

  _key(event) {
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this._form.requestSubmit();
    } else if (event.key === "Tab") this._stayInside(event);
  }

  _stayInside(event) {
    const there = focusable(this.node);
    if (!there.length) return;
    const [first, last] = [there[0], there.at(-1)];
    const leaves = event.shiftKey ? [first, this.node].includes(document.activeElement) : document.activeElement === last;
    if (!leaves) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
