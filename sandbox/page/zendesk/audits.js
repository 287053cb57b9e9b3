/** A ticket's history, newest first: one audit is one update. */
import { el, sync } from "../dom.js";
import { moment } from "../when.js";

export class Audits {
  constructor() {
    this._list = el("ol", {});
    this._summary = el("summary", {}, "History");
    this.node = el("details", { class: "audits" }, this._summary, this._list);
  }

  show(audits) {
    this._summary.textContent = `History: ${audits.length} ${audits.length === 1 ? "audit" : "audits"}`;
    sync(this._list, audits.toReversed(), (audit) => String(audit.id), draw, (audit) => JSON.stringify(audit));
  }
}

function draw(audit) {
  return el(
    "li",
    {},
    el("p", { class: "small" }, el("strong", {}, audit.author), ` · ${moment(audit.at)}${audit.by_api ? " · by API" : ""}`),
    el("ul", {}, audit.lines.map((line) => el("li", {}, line))),
  );
}
