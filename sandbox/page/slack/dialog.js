/** One modal. Slack's manners: errors under the fields, typing that survives updates, one answer to a submission. */
import { drawBlock } from "../blocks/draw.js";
import { Input } from "../blocks/forms.js";
import { button, el, focusable, newId } from "../dom.js";

const FILL_AFTER_MS = 350;

export class Dialog {
  constructor(app, id) {
    this._app = app;
    this.id = id;
    this._inputs = new Map();
    this._drawn = new Map();
    this._view = null;
    this._timers = new Map();
    const titleId = newId("dialog");
    this._title = el("h2", { id: titleId });
    this._trouble = el("p", { class: "trouble", role: "alert" });
    this._body = el("div", { class: "dialog-body", tabindex: "0", role: "group", "aria-labelledby": titleId });
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
    this._showBlocks(view);
    if (this._wantsError && Object.keys(view.errors).length) this.focusError();
  }

  focusFirst() {
    const first = [...this._inputs.values()][0];
    if (first) first.focus();
    else this.node.focus();
  }

  focusError() {
    const wrong = [...this._inputs.values()].find((input) => this._view.errors[input.block.block_id]);
    this._wantsError = !wrong;
    wrong?.focusError();
  }

  close(everything = false) {
    return this._app.act("close", { view: this.id, everything });
  }

  forget() {
    for (const timer of this._timers.values()) clearTimeout(timer);
  }

  _showBlocks(view) {
    const inputs = new Map();
    const drawn = new Map();
    const nodes = view.blocks.map((block) => {
      if (block.type === "input") {
        const key = Input.keyOf(block);
        const same = this._inputs.get(key);
        const state = view.values[block.block_id]?.[block.element.action_id];
        const input = same && JSON.stringify(same.block) === JSON.stringify(block) ? same : this._input(block, state, same);
        input.update(state, view.errors[block.block_id]);
        inputs.set(key, input);
        return input.node;
      }
      const key = JSON.stringify([block, block.type === "section" || block.type === "actions" ? view.values[block.block_id] : null]);
      const node = this._drawn.get(key) ?? drawBlock(block, this._around(view));
      drawn.set(key, node);
      return node;
    });
    this._inputs = inputs;
    this._drawn = drawn;
    // First what is gone: a field that stays is then never moved, which would take the focus from it.
    for (const node of [...this._body.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this._body.children[index] !== node) this._body.insertBefore(node, this._body.children[index] ?? null);
    });
  }

  /** A block that was drawn anew (say, with another label) keeps what was typed. */
  _input(block, state, before) {
    const input = new Input(block, state, { names: this._app.names, who: this._app.place.as, typed: (each) => this._typed(each) });
    if (before?.dirty) input.take(before);
    return input;
  }

  _around(view) {
    return {
      names: this._app.names,
      who: this._app.place.as,
      values: view.values,
      act: this._app.pressIn({ view: this.id }),
    };
  }

  /** A moment after the last key, so that a reload finds what was typed. */
  _typed(input) {
    clearTimeout(this._timers.get(input.key));
    this._timers.set(input.key, setTimeout(() => this._keep(input), FILL_AFTER_MS));
  }

  async _keep(input) {
    const { value, block } = input;
    const told = block.dispatch_action
      ? this._app.quietly("click", { view: this.id, block_id: block.block_id, action_id: block.element.action_id, chosen: value })
      : this._app.quietly("fill", { view: this.id, block_id: block.block_id, value });
    if ((await told) && JSON.stringify(value) === JSON.stringify(input.value)) input.dirty = false;
  }

  async _send() {
    if (!this._view.submit || this._form.getAttribute("aria-busy") === "true") return;
    this.forget();
    this._form.setAttribute("aria-busy", "true");
    this._trouble.textContent = "";
    const inputs = [...this._inputs.values()].filter((input) => input.known);
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
