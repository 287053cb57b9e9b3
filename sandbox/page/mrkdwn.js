/**
 * Slack's mrkdwn as nodes. Slack's three entities are decoded only inside text nodes, and only http, https and mailto
 * addresses become links, so no message can become markup of this page.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
import { el } from "./dom.js";
import { emoji } from "./emoji.js";
import { slackDate } from "./when.js";

/**
 * @typedef {{user: (id: string) => string|undefined, channel: (id: string) => string|undefined}} Names
 */

const INLINE = new RegExp(
  [
    "<([^<>\\n]+)>", // a mention, a date, a link
    "`([^`\\n]+)`",
    "(?<![\\p{L}\\p{N}*])\\*(?=\\S)([^*\\n]*[^*\\s])\\*(?![\\p{L}\\p{N}*])",
    "(?<![\\p{L}\\p{N}_])_(?=\\S)([^_\\n]*[^_\\s])_(?![\\p{L}\\p{N}_])",
    "(?<![\\p{L}\\p{N}~])~(?=\\S)([^~\\n]*[^~\\s])~(?![\\p{L}\\p{N}~])",
    ":([a-z0-9_+-]+):",
  ].join("|"),
  "gu",
);
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** @param {string} text @param {Names} names @returns {DocumentFragment} */
export function mrkdwn(text, names) {
  const drawn = document.createDocumentFragment();
  text.split(/```/).forEach((part, index, parts) => {
    const closed = index % 2 === 1 && index < parts.length - 1;
    if (closed) drawn.append(el("pre", {}, el("code", {}, plain(part.replace(/^\n/, "")))));
    else drawn.append(...quotes(index % 2 === 1 ? `\`\`\`${part}` : part, names));
  });
  return drawn;
}

/** Decodes the three characters that Slack escapes. */
export const plain = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

function quotes(text, names) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(el("blockquote", {}, lines(quoted, names)));
    quoted = [];
  };
  let open = [];
  const flushOpen = () => {
    nodes.push(...lines(open, names));
    open = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      if (open.length) flushOpen();
      quoted.push(quote[1]);
    } else {
      flush();
      open.push(line);
    }
  }
  flush();
  flushOpen();
  return nodes;
}

function lines(several, names) {
  return several.flatMap((line, index) => [...(index ? [el("br")] : []), ...inline(line, names)]);
}

function inline(text, names) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    const node = styled(found, names);
    if (node === null) continue;
    if (found.index > from) nodes.push(plain(text.slice(from, found.index)));
    nodes.push(node);
    from = found.index + found[0].length;
  }
  if (from < text.length) nodes.push(plain(text.slice(from)));
  return nodes;
}

function styled([, markup, code, bold, italic, struck, name], names) {
  if (markup !== undefined) return special(markup, names);
  if (code !== undefined) return el("code", {}, plain(code));
  if (bold !== undefined) return el("strong", {}, inline(bold, names));
  if (italic !== undefined) return el("em", {}, inline(italic, names));
  if (struck !== undefined) return el("s", {}, inline(struck, names));
  const drawn = emoji(name);
  return drawn === undefined ? null : el("span", { class: "emoji", role: "img", "aria-label": name }, drawn);
}

function special(markup, names) {
  const bar = markup.indexOf("|");
  const target = bar < 0 ? markup : markup.slice(0, bar);
  const label = bar < 0 ? "" : markup.slice(bar + 1);
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1)) ?? (plain(label) || target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) ?? (plain(label) || target.slice(1))}`);
  if (target.startsWith("!date^")) return date(target, plain(label));
  if (!/^[!]|^[a-z][a-z0-9+.-]*:/i.test(target)) return null; // stays text
  if (target.startsWith("!")) return mention(`@${target.slice(1).split("^")[0]}`);
  return link(plain(target), label ? inline(label, names) : plain(target).replace(/^mailto:/, ""));
}

export const mention = (words) => el("span", { class: "mention" }, words);

function date(target, fallback) {
  const [, seconds, format] = target.split("^");
  const moment = Number(seconds);
  if (!(Math.abs(moment) < 8.64e12) || !format) return el("span", {}, fallback);
  const iso = new Date(moment * 1000).toISOString();
  return el("time", { datetime: iso, title: fallback }, slackDate(moment, format));
}

/** @param {string} address @param {any} label */
export function link(address, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(address)) return el("span", {}, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}
