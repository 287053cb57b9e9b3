/** A ticket's conversation, newest first: internal notes are marked, replies to the customer are plain. */
import { el, sync } from "../dom.js";
import { moment } from "../when.js";

export class Comments {
  constructor() {
    this.node = el("ol", { class: "comments" });
  }

  show(comments) {
    sync(this.node, comments.toReversed(), (comment) => String(comment.id), draw, (comment) => JSON.stringify(comment));
  }
}

function draw(comment) {
  return el(
    "li",
    { class: comment.public ? "comment public" : "comment internal" },
    el(
      "p",
      { class: "by" },
      el("strong", {}, comment.author),
      el("span", { class: "licence" }, comment.licence),
      el("span", { class: "kind" }, comment.public ? "Public reply" : "Internal note"),
    ),
    el("div", { class: "pre" }, comment.text.replace(/\n\s*\n\s*/g, "\n\n")),
    comment.files.length > 0 && el("p", { class: "small" }, comment.files.map((file) => `📎 ${file.name}`).join("  ")),
    el("p", { class: "small" }, el("time", { datetime: new Date(comment.at * 1000).toISOString() }, moment(comment.at)), comment.by_api ? " · by the bot, in this person's name" : ""),
  );
}
