/** Blocks as nodes. https://docs.slack.dev/reference/block-kit/blocks ; an unknown block is shown as a placeholder. */
import { el } from "../dom.js";
import { drawElement, picture, unknown } from "./elements.js";
import { richText } from "./richtext.js";
import { plainText, textNode } from "./text.js";
import { mrkdwn } from "../mrkdwn.js";

const LEVELS = { 1: "h3", 2: "h4", 3: "h5", 4: "h6" };

/** @param {import("./elements.js").Surroundings} around; inputs are drawn by form.js */
export function drawBlock(block, around) {
  switch (block.type) {
    case "header":
      return el(LEVELS[block.level] ?? "h3", { class: "block header" }, plainText(block.text));
    case "section":
      return section(block, around);
    case "context":
      return el("div", { class: "block context" }, block.elements.map((each) => drawElement(each, block, around)));
    case "divider":
      return el("hr", { class: "block" });
    case "actions":
      return el("div", { class: "block actions" }, block.elements.map((each) => drawElement(each, block, around)));
    case "rich_text":
      return el("div", { class: "block" }, richText(block.elements, around.names));
    case "image":
      return el("figure", { class: "block" }, block.title && el("figcaption", {}, plainText(block.title)), picture(block));
    case "markdown":
      return el("div", { class: "block pre" }, block.text);
    case "alert":
      return el("p", { class: `block alert ${block.level ?? ""}` }, textNode(block.text, around.names));
    default:
      return el("div", { class: "block" }, unknown(block.type));
  }
}

function section(block, around) {
  const { names } = around;
  return el(
    "div",
    { class: "block section" },
    el(
      "div",
      { class: "words" },
      block.text && el("div", { class: block.text.type === "plain_text" ? "pre" : "" }, textNode(block.text, names)),
      block.fields && el("div", { class: "fields" }, block.fields.map((each) => el("div", {}, textNode(each, names)))),
    ),
    block.accessory && el("div", { class: "accessory" }, drawElement(block.accessory, block, around)),
  );
}

/** A message: its blocks, or its text when it has no blocks. */
export function drawContent(message, around) {
  if (!message.blocks.length) return el("div", { class: "block words" }, mrkdwn(message.text, around.names));
  return message.blocks.map((block) => drawBlock(block, around));
}
