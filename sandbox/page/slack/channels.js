/** The list of conversations. */
import { el, sync } from "../dom.js";

export class Channels {
  constructor(app) {
    this._app = app;
    this._seen = new Map();
    this._list = el("ul", {});
    this.node = el("nav", { class: "channels", "aria-label": "Channels" }, el("h2", {}, "Partner's Slack"), this._list);
  }

  /** Marks the channels with messages that arrived after the last visit. */
  show(channels, current, count) {
    this._seen.set(current.id, count(current.id));
    const items = channels.map((channel) => {
      const fresh = count(channel.id) > (this._seen.get(channel.id) ?? 0);
      if (!this._seen.has(channel.id)) this._seen.set(channel.id, count(channel.id));
      return { ...channel, fresh, here: channel.id === current.id };
    });
    sync(this._list, items, (item) => item.id, (item) => this._draw(item), JSON.stringify);
  }

  _draw(item) {
    const direct = item.kind === "im";
    return el(
      "li",
      {},
      el(
        "button",
        {
          type: "button",
          class: item.fresh ? "fresh" : "",
          "aria-current": item.here ? "page" : null,
          "data-focus": item.id,
          on: { click: () => this._app.place.go({ channel: item.id, thread: "", tab: "" }) },
        },
        el("span", { "aria-hidden": "true" }, direct ? "✦ " : "# "),
        direct ? "partnerdesk" : item.name,
        item.fresh && el("span", { class: "unseen" }, " (new)"),
      ),
    );
  }
}
