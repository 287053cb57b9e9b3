/** The stack of up to three modals, over Slack only: the rest of the page stays within reach. */
import { el } from "../dom.js";
import { Dialog } from "./dialog.js";

export class Dialogs {
  /** @param {Element} below what cannot be reached while a dialog is open */
  constructor(app, below) {
    this._app = app;
    this._below = below;
    this._open = new Map();
    this._opener = null;
    this.node = el("div", { class: "dialogs", hidden: true });
  }

  show(views) {
    const stack = views.toSorted((one, other) => one.at - other.at);
    const before = this._top;
    if (!this._open.size && stack.length) this._remember();
    for (const [id, dialog] of this._open) {
      if (!stack.some((view) => view.id === id)) this._drop(dialog);
    }
    for (const view of stack) {
      if (!this._open.has(view.id)) this._add(new Dialog(this._app, view.id));
      this._open.get(view.id).update(view);
    }
    const top = stack.length ? this._open.get(stack.at(-1).id) : null;
    this._top = top;
    for (const dialog of this._open.values()) dialog.node.inert = dialog !== top;
    this.node.hidden = !top;
    this._below.inert = Boolean(top);
    this._focus(before, top);
  }

  _focus(before, top) {
    if (top && (top !== before || document.activeElement === document.body)) {
      if (top !== before) top.focusFirst();
      else top.node.focus();
    } else if (!top && before) this._return();
  }

  _add(dialog) {
    this._open.set(dialog.id, dialog);
    this.node.append(dialog.node);
  }

  _drop(dialog) {
    dialog.forget();
    dialog.node.remove();
    this._open.delete(dialog.id);
  }

  _remember() {
    const active = document.activeElement;
    this._opener = active && active !== document.body ? { node: active, ...named(active) } : null;
  }

  /** To what opened it, or to its likeness when that was drawn anew meanwhile. */
  _return() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const opener = this._opener;
    const alike = (each) => each.dataset.focus === opener.name && named(each).place === opener.place;
    const likeness = opener?.name && [...document.querySelectorAll("[data-focus]")].find(alike);
    if (opener?.node.isConnected) opener.node.focus();
    else if (likeness) likeness.focus();
    else this._below.querySelector("textarea:not([hidden]), button")?.focus();
  }
}

const named = (node) => ({ name: node.dataset.focus, place: node.closest("[data-key]")?.dataset.key });
