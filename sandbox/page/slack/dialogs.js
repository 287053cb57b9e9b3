/** The stack of up to three modals. They cover Slack only; the rest of the page can still be used. */
import { el } from "../dom.js";
import { Dialog } from "./dialog.js";

export class Dialogs {
  /** @param {Element} below the part of the page that cannot be used while a dialog is open */
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

  /** Gives the focus back to the opener, or to the element with the same `data-focus` when it was drawn again. */
  _return() {
    if (document.activeElement && document.activeElement !== document.body) return;
    const opener = this._opener;
    const matches = (each) => each.dataset.focus === opener.name && named(each).place === opener.place;
    const redrawn = opener?.name && [...document.querySelectorAll("[data-focus]")].find(matches);
    if (opener?.node.isConnected) opener.node.focus();
    else if (redrawn) redrawn.focus();
    else this._below.querySelector("textarea:not([hidden]), button")?.focus();
  }
}

const named = (node) => ({ name: node.dataset.focus, place: node.closest("[data-key]")?.dataset.key });
