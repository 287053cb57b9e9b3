/** What can be pressed in a message, a section or the Home tab, and pictures. */
import { el, newId } from "../dom.js";
import { field } from "./fields.js";
import { plainText, textNode } from "./text.js";
import { heldValue, isField, sentValue } from "./values.js";

/**
 * @typedef {Object} Surroundings
 * @property {any} names
 * @property {string} who
 * @property {Object<string, Object<string, any>>} values block_id -> action_id -> state
 * @property {(block: any, element: any, chosen?: any) => Promise<void>} act
 */

/** @param {Surroundings} around */
export function drawElement(element, block, around) {
  switch (element.type) {
    case "plain_text":
    case "mrkdwn":
      return el("span", {}, textNode(element, around.names));
    case "image":
      return picture(element);
    case "button":
      return pressable(element, block, around);
    case "overflow":
      return overflow(element, block, around);
    default:
      return isField(element.type) ? chooser(element, block, around) : unknown(element.type);
  }
}

export const unknown = (type) => el("div", { class: "unknown" }, `${type}: not shown here`);

/** Nothing is fetched from elsewhere: a picture of another host is its description. */
export function picture(element) {
  const url = element.image_url ?? "";
  const own = url.startsWith("data:image/") || (URL.canParse(url) && new URL(url).origin === location.origin);
  if (own) return el("img", { src: url, alt: element.alt_text });
  return el("span", { class: "picture", role: "img", "aria-label": element.alt_text }, `🖼 ${element.alt_text}`);
}

function pressable(element, block, around) {
  const look = { class: `press ${element.style ?? ""}`, "data-focus": `${element.action_id}/${element.value ?? ""}`, "aria-label": element.accessibility_label };
  if (element.url) {
    return el("a", { ...look, href: element.url, target: "_blank", rel: "noopener noreferrer", on: { click: () => press(element, block, around) } }, plainText(element.text));
  }
  const node = el("button", { ...look, type: "button" }, plainText(element.text));
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    await press(element, block, around);
    node.removeAttribute("aria-busy");
  });
  return node;
}

async function press(element, block, around, chosen) {
  if (element.confirm && !window.confirm(question(element.confirm))) return;
  await around.act(block, element, chosen);
}

const question = (asked) => [asked.title?.text, asked.text.text].filter(Boolean).join("\n\n");

function overflow(element, block, around) {
  const menu = el("details", { class: "overflow" }, el("summary", { "aria-label": "More actions", "data-focus": element.action_id }, "⋯"));
  const choices = element.options.map((option) =>
    el("li", {}, el("button", { type: "button", on: { click: () => {
      menu.open = false;
      if (option.url) window.open(option.url, "_blank", "noopener");
      press(element, block, around, option.value);
    } } }, plainText(option.text))),
  );
  menu.append(el("ul", {}, choices));
  return menu;
}

/** A menu outside a form tells the bot at once. */
function chooser(element, block, around) {
  const labelId = newId("label");
  const label = element.placeholder ? plainText(element.placeholder) : element.type.replaceAll("_", " ");
  const value = heldValue(element.type, around.values[block.block_id]?.[element.action_id]);
  const made = field(element, value, {
    id: newId("field"),
    labelId,
    focus: element.action_id,
    names: around.names,
    who: around.who,
    changed: () => press(element, block, around, sentValue(element.type, made.get())),
  });
  return el("span", { class: "chooser" }, el("span", { id: labelId, class: "unseen" }, label), made.node);
}
