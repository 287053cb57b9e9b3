/** A conversation, or a thread. */
import { drawContent } from "../blocks/draw.js";
import { button, el, sync } from "../dom.js";
import { clock } from "../when.js";

const NEAR = 60;

export class Messages {
  /** @param {boolean} inThread */
  constructor(app, inThread = false) {
    this._app = app;
    this._inThread = inThread;
    this._where = "";
    this._list = el("ol", {});
    this._empty = el("p", { class: "calm" });
    this.node = el("div", { class: "messages", tabindex: "0", role: "region", "aria-label": inThread ? "Thread" : "Messages" }, this._empty, this._list);
  }

  /** Keeps the newest message in view, unless the reader has scrolled up. */
  show(messages, where, empty = "") {
    const { node } = this;
    const follows = this._where !== where || node.scrollHeight - node.scrollTop - node.clientHeight < NEAR;
    this._where = where;
    this._empty.textContent = empty;
    this._empty.hidden = messages.length > 0;
    sync(this._list, messages, (message) => message.ts, (message) => this._draw(message));
    if (!follows) return;
    node.scrollTop = node.scrollHeight;
    requestAnimationFrame(() => {
      node.scrollTop = node.scrollHeight;
    });
  }

  _draw(message) {
    const { store } = this._app;
    const author = store.get(`user:${message.author}`) ?? { name: "somebody", bot: false };
    return el(
      "li",
      { class: message.ephemeral ? "message ephemeral" : "message" },
      el("span", { class: `avatar ${author.bot ? "bot" : ""}`, "aria-hidden": "true" }, author.bot ? "✦" : author.name[0].toUpperCase()),
      el(
        "div",
        { class: "body" },
        el(
          "p",
          { class: "by" },
          el("strong", {}, author.bot ? author.name : author.real_name),
          author.bot && el("span", { class: "app" }, "APP"),
          author.outsider && el("span", { class: "app" }, "OTHER WORKSPACE"),
          el("time", { datetime: new Date(Number(message.ts) * 1000).toISOString() }, clock(Number(message.ts))),
        ),
        el("div", { class: "content" }, drawContent(message, this._around(message))),
        message.edited && el("small", { class: "edited" }, "(edited)"),
        this._below(message),
      ),
    );
  }

  _below(message) {
    const { place, act } = this._app;
    if (message.ephemeral) {
      const dismiss = () => act(`dismiss`, { channel: message.channel, ts: message.ts });
      return el("p", { class: "only-you" }, "Only visible to you · ", button("Dismiss", dismiss, { class: "plain" }));
    }
    if (this._inThread) return null;
    const words = message.replies ? `${message.replies} ${message.replies === 1 ? "reply" : "replies"}` : "Reply";
    const open = () => place.go({ thread: message.thread ?? message.ts });
    return button(words, open, { class: message.replies ? "thread" : "thread none", "data-focus": `thread/${message.ts}` });
  }

  _around(message) {
    const { names, place } = this._app;
    return {
      names,
      who: place.as,
      values: message.values,
      act: this._app.pressIn({ channel: message.channel, ts: message.ts }),
    };
  }
}
