/** The field for messages and commands. */
import { el, newId } from "../dom.js";

export class Composer {
  constructor(app) {
    this._app = app;
    this._channel = "";
    this._thread = "";
    const id = newId("composer");
    this._label = el("label", { for: id, class: "unseen" }, "Message");
    this._text = el("textarea", { id, rows: 1, autocomplete: "off", on: { keydown: (event) => this._key(event), input: () => this._hint() } });
    this._help = el("p", { class: "help" });
    this._form = el(
      "form",
      { on: { submit: (event) => { event.preventDefault(); this._send(); } } },
      this._label, this._text, el("button", { class: "press primary", type: "submit" }, "Send"),
    );
    this.node = el("div", { class: "composer" }, this._form, this._help);
  }

  show(channel, thread = "") {
    const readOnly = channel.kind === "im";
    if (this._channel !== channel.id || this._thread !== thread) this._text.value = "";
    this._channel = channel.id;
    this._thread = thread;
    this._form.hidden = readOnly;
    const commands = this._app.store.get("slack").commands.map((each) => each.command);
    this._text.placeholder = thread ? "Reply in the thread" : ["Message", ...commands].join(", or ");
    this._label.textContent = thread ? "Reply in the thread" : `Message #${channel.name}`;
    this._readOnly = readOnly;
    this._hint();
  }

  focus() {
    this._text.focus();
  }

  _hint() {
    const typed = this._text.value;
    this._text.rows = Math.min(typed.split("\n").length, 6);
    const commands = this._app.store.get("slack")?.commands ?? [];
    let words = "";
    if (this._readOnly) words = "Sending messages to this app is turned off. Its commands work in every channel.";
    else if (typed.startsWith("/") && this._thread) words = "Slack does not accept commands in threads.";
    else if (typed.startsWith("/")) words = commands.map((each) => `${each.command} ${each.usage_hint}`).join("  ");
    this._help.textContent = words;
  }

  _key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this._send();
  }

  async _send() {
    const typed = this._text.value.trim();
    if (!typed || (typed.startsWith("/") && this._thread)) return;
    this._text.value = "";
    this._hint();
    const said = typed.startsWith("/")
      ? this._app.act("command", { channel: this._channel, text: typed })
      : this._app.act("say", { channel: this._channel, text: typed, ...(this._thread ? { thread: this._thread } : {}) });
    const answer = await said;
    if ((!answer || answer.shown) && !this._text.value) this._text.value = typed; // Slack keeps a refused text, too
  }
}
