/** The bot's Home tab, or what is said where an app has none. */
import { drawBlock } from "../blocks/draw.js";
import { el } from "../dom.js";

export class Home {
  constructor(app) {
    this._app = app;
    this._view = null;
    this.node = el("div", { class: "home", tabindex: "0", role: "region", "aria-label": "Home tab" });
  }

  show(view, enabled) {
    if (view && view === this._view) return;
    this._view = view;
    if (!view) {
      const words = enabled ? "The bot has not drawn its Home tab yet." : "This app has no Home tab yet: it comes with a later release.";
      this.node.replaceChildren(el("p", { class: "calm" }, words));
      return;
    }
    const around = {
      names: this._app.names, who: this._app.place.as, values: view.values,
      act: this._app.pressIn({ view: view.id }),
    };
    this.node.replaceChildren(...view.blocks.map((block) => drawBlock(block, around)));
  }
}
