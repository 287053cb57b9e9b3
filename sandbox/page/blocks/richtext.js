/** Rich text as nodes. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
import { el } from "../dom.js";
import { emoji } from "../emoji.js";
import { link, mention } from "../mrkdwn.js";
import { slackDate } from "../when.js";

const TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

/** @param {Array} elements @returns {Element[]} */
export function richText(elements, names) {
  return elements.map((part) => drawPart(part, names));
}

function drawPart(part, names) {
  const inside = (part.elements ?? []).map((each) =>
    part.type === "rich_text_list" ? el("li", {}, inlines(each.elements ?? [], names)) : inline(each, names),
  );
  switch (part.type) {
    case "rich_text_section":
      return el("div", { class: "rich" }, inside);
    case "rich_text_list":
      return el(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent ?? 0}`, start: part.offset ? part.offset + 1 : null }, inside);
    case "rich_text_quote":
      return el("blockquote", { class: "rich" }, inside);
    case "rich_text_preformatted":
      return el("pre", {}, el("code", {}, inside));
    default:
      return el("div", { class: "unknown" }, `${part.type}: not shown here`);
  }
}

const inlines = (elements, names) => elements.map((each) => inline(each, names));

function inline(each, names) {
  let node = bare(each, names);
  for (const [style, tag] of Object.entries(TAGS)) if (each.style?.[style]) node = el(tag, {}, node);
  return node;
}

/** A node that is not plain text keeps its element as data, so that the editor can return it unchanged. */
function bare(each, names) {
  switch (each.type) {
    case "text":
      return document.createTextNode(each.text);
    case "link":
      return link(each.url, each.text || each.url);
    case "user":
      return kept(mention(`@${names.user(each.user_id) ?? each.user_id}`), each);
    case "channel":
      return kept(mention(`#${names.channel(each.channel_id) ?? each.channel_id}`), each);
    case "broadcast":
      return kept(mention(`@${each.range}`), each);
    case "emoji":
      return kept(el("span", { class: "emoji" }, emoji(each.name) ?? `:${each.name}:`), each);
    case "date":
      return kept(el("time", {}, slackDate(each.timestamp, each.format)), each);
    default:
      return kept(el("span", { class: "unknown" }, `[${each.type}]`), each);
  }
}

function kept(node, each) {
  node.dataset.element = JSON.stringify(each);
  return node;
}
