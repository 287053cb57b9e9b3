/** What just happened: each request between the bot, Slack and Zendesk, newest first. */
import { el, sync } from "./dom.js";

export class Traffic {
  constructor(app) {
    this._app = app;
    this._rows = el("tbody", {});
    this.node = el(
      "div",
      { class: "traffic", tabindex: "0", role: "region", "aria-label": "What just happened" },
      el(
        "table",
        {},
        el("caption", {}, "What just happened: each request, newest first"),
        el("thead", { class: "unseen" }, el("tr", {}, ["Way", "Method", "Path", "Answer", "Milliseconds"].map((name) => el("th", { scope: "col" }, name)))),
        this._rows,
      ),
    );
  }

  show() {
    const passed = this._app.store.all("traffic").sort((one, other) => other.number - one.number);
    sync(this._rows, passed, (each) => String(each.number), draw);
  }
}

function draw(passed) {
  return el(
    "tr",
    { class: passed.well ? "" : "bad" },
    el("td", { class: "way" }, `${passed.sender} → ${passed.receiver}`),
    el("td", { class: "method" }, passed.method),
    el("td", { class: "path", title: passed.path }, passed.path, passed.times > 1 && el("span", { class: "times" }, ` ×${passed.times}`)),
    el("td", { class: "answer" }, passed.status),
    el("td", { class: "ms" }, `${Math.round(passed.milliseconds)} ms`),
  );
}
