/** The requests between the bot, Slack and Zendesk, newest first. */
import { el, sync } from "./dom.js";

export class Traffic {
  constructor(app) {
    this._app = app;
    this._rows = el("tbody", {});
    this.node = el(
      "div",
      { class: "traffic", tabindex: "0", role: "region", "aria-label": "Requests" },
      el(
        "table",
        {},
        el("caption", {}, "Requests between the bot, Slack and Zendesk, newest first"),
        el("thead", { class: "unseen" }, el("tr", {}, ["From and to", "Method", "Path", "Answer", "Milliseconds"].map((name) => el("th", { scope: "col" }, name)))),
        this._rows,
      ),
    );
  }

  show() {
    const lines = this._app.store.all("traffic").sort((one, other) => other.number - one.number);
    sync(this._rows, lines, (each) => String(each.number), draw);
  }
}

function draw(line) {
  return el(
    "tr",
    { class: line.ok ? "" : "bad" },
    el("td", { class: "way" }, `${line.sender} → ${line.receiver}`),
    el("td", { class: "method" }, line.method),
    el("td", { class: "path", title: line.path }, line.path, line.times > 1 && el("span", { class: "times" }, ` ×${line.times}`)),
    el("td", { class: "answer" }, line.status),
    el("td", { class: "ms" }, `${Math.round(line.milliseconds)} ms`),
  );
}
