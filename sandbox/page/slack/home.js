/** The bot's Home tab, or a sentence when there is none. */
import { Form } from "../blocks/form.js";
import { el } from "../dom.js";

export class Home {
  constructor(app) {
    this._app = app;
    this._view = null;
    this._blocks = null;
    this.node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home tab" });
  }

  show(view, enabled) {
    if (!view) {
      const words = enabled ? "The bot has not published its Home tab yet." : "This app has no Home tab.";
      this.node.replaceChildren(el("p", { class: "calm" }, words));
    } else if (view !== this._view) {
      if (view.id !== this._view?.id) this._begin(view.id);
      this._blocks.show(view);
    }
    this._view = view ?? null;
  }

  _begin(id) {
    this._blocks?.forget();
    this._blocks = new Form(this._app, id, this.node);
    this.node.replaceChildren();
  }
}
