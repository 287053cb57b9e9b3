/** Buttons, menus and pictures in a message, a section or the Home tab. */
import { el, newId } from "../dom.js";
import { confirmed } from "./confirm.js";
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

/** Nothing is fetched from another host: a picture from there is shown as its description. */
export function picture(element) {
  const url = element.image_url ?? "";
  const own = url.startsWith("data:image/") || (URL.canParse(url) && new URL(url).origin === location.origin);
  if (own) return el("img", { src: url, alt: element.alt_text });
  return el("span", { class: "picture", role: "img", "aria-label": element.alt_text }, `🖼 ${element.alt_text}`);
}

function pressable(element, block, around) {
  const look = { class: `press ${element.style ?? ""}`, "data-focus": `${element.action_id}/${element.value ?? ""}`, "aria-label": element.accessibility_label };
  const words = plainText(element.text);
  if (element.url && !element.confirm) {
    return el("a", { ...look, ...outside(element.url), on: { click: () => press(element, block, around) } }, words);
  }
  const node = el("button", { ...look, type: "button" }, words);
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    node.setAttribute("aria-busy", "true");
    const done = await press(element, block, around);
    if (done && element.url) window.open(element.url, "_blank", "noopener");
    node.removeAttribute("aria-busy");
  });
  return node;
}

const outside = (url) => ({ href: url, target: "_blank", rel: "noopener noreferrer" });

/** @returns {Promise<boolean>} false when the person answered no to the confirmation */
async function press(element, block, around, chosen) {
  if (element.confirm && !(await confirmed(element.confirm, around.names))) return false;
  await around.act(block, element, chosen);
  return true;
}

function overflow(element, block, around) {
  const summary = el("summary", { "aria-label": "More actions", "data-focus": `${element.action_id}/${element.options[0].value}` }, "⋯");
  const menu = el("details", { class: "overflow", on: { keydown: escape, toggle } }, summary, el("ul", {}, element.options.map((option) => el("li", {}, line(option)))));

  function line(option) {
    const on = { click: () => choose(option) };
    const words = [plainText(option.text), option.description && el("small", {}, plainText(option.description))];
    return option.url ? el("a", { ...outside(option.url), on }, words) : el("button", { type: "button", on }, words);
  }
  function choose(option) {
    close();
    press(element, block, around, option.value);
  }
  function close() {
    menu.open = false;
    summary.focus();
  }
  function escape(event) {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
  }
  /** While open, a press outside the menu closes it. */
  function toggle() {
    const change = menu.open ? document.addEventListener : document.removeEventListener;
    change.call(document, "pointerdown", elsewhere);
    if (menu.open) menu.scrollIntoView({ block: "nearest" });
  }
  function elsewhere(event) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  return menu;
}

/** A menu outside a form sends each choice at once; a choice that was not confirmed is reset. */
function chooser(element, block, around) {
  const labelId = newId("label");
  const label = element.placeholder ? plainText(element.placeholder) : element.type.replaceAll("_", " ");
  let held = heldValue(element.type, around.values[block.block_id]?.[element.action_id]);
  const made = field(element, held, {
    id: newId("field"),
    labelId,
    focus: `${element.action_id}/${element.options?.[0]?.value ?? ""}`,
    names: around.names,
    who: around.who,
    changed,
  });
  async function changed() {
    const chosen = made.get();
    if (await press(element, block, around, sentValue(element.type, chosen))) held = chosen;
    else made.set(held);
  }
  return el("span", { class: "chooser" }, el("span", { id: labelId, class: "unseen" }, label), made.node);
}
