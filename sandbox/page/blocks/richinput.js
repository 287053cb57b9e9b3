/** A field for rich text: formatted text becomes Slack's own structure, never HTML. */
import { el } from "../dom.js";
import { richText } from "./richtext.js";

const TOOLS = [
  ["Bold", "B", "bold"],
  ["Italic", "I", "italic"],
  ["Strikethrough", "S", "strikeThrough"],
  ["Bulleted list", "•", "insertUnorderedList"],
  ["Numbered list", "1.", "insertOrderedList"],
];
const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code" };

/**
 * @param {any} element the rich_text_input
 * @param {Array} value the elements of a rich_text
 * @param {{labelId: string, describedBy: string, names: any, changed: () => void, focus: string}} around
 */
export function richInput(element, value, around) {
  const editor = el("div", {
    class: "editor",
    contenteditable: "true",
    role: "textbox",
    "aria-multiline": "true",
    "aria-labelledby": around.labelId,
    "aria-describedby": around.describedBy,
    "data-focus": around.focus,
    "data-placeholder": element.placeholder?.text,
  });
  editor.style.minHeight = `${Math.min(element.min_lines ?? 3, 12) * 1.45 + 1}em`;
  editor.addEventListener("input", around.changed);
  editor.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
  const use = (command) => {
    editor.focus();
    document.execCommand(command);
    around.changed();
  };
  const tools = TOOLS.map(([name, sign, command]) => {
    const on = { mousedown: (event) => event.preventDefault(), click: () => use(command) }; // keeps the selection
    return el("button", { type: "button", class: `tool ${command}`, "aria-label": name, title: name, on }, sign);
  });
  const node = el("div", { class: "rich-input" }, el("div", { class: "tools", role: "group", "aria-label": "Formatting" }, tools), editor);
  const set = (elements) => editor.replaceChildren(...richText(elements ?? [], around.names));
  set(value);
  return { node, control: editor, get: () => elementsOf(editor), set };
}

/** The typed text as the elements of a rich_text; an empty list when it is only white space. */
export function elementsOf(editor) {
  const parts = [];
  let section = [];
  const flush = () => {
    const trimmed = merged(section);
    while (trimmed.length && trimmed.at(-1).type === "text" && !trimmed.at(-1).text.replace(/\n+$/, "")) trimmed.pop();
    if (trimmed.length) parts.push({ type: "rich_text_section", elements: trimmed });
    section = [];
  };
  const block = (part) => {
    flush();
    if (part.elements.length) parts.push(part);
  };
  const line = () => {
    if (section.length) section.push({ type: "text", text: "\n" });
  };
  const walk = (node, style) => {
    for (const child of node.childNodes) visit(child, style);
  };
  const visit = (node, style) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/\u00a0/g, " ");
      if (text) section.push(styledText(text, style));
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.dataset.element) section.push(JSON.parse(node.dataset.element));
    else if (node.tagName === "BR") section.push({ type: "text", text: "\n" });
    else if (node.tagName === "UL" || node.tagName === "OL") lists(node, 0, block);
    else if (node.tagName === "BLOCKQUOTE") block({ type: "rich_text_quote", elements: inlineOf(node) });
    else if (node.tagName === "PRE") block({ type: "rich_text_preformatted", elements: textOnly(node) });
    else if (node.tagName === "A") section.push({ type: "link", url: node.href, text: node.textContent });
    else if (node.tagName === "DIV" || node.tagName === "P") {
      const before = section.length;
      if (before && !endsLine(section)) line();
      walk(node, style);
      if (!endsLine(section) && node.nextSibling) line();
    } else walk(node, STYLES[node.tagName] ? { ...style, [STYLES[node.tagName]]: true } : style);
  };
  walk(editor, {});
  flush();
  return parts.some(hasWords) ? parts : [];
}

function lists(list, indent, block) {
  const style = list.tagName === "OL" ? "ordered" : "bullet";
  let items = [];
  const flush = () => {
    if (items.length) block({ type: "rich_text_list", style, indent, elements: items });
    items = [];
  };
  for (const child of list.children) {
    if (child.tagName === "LI") items.push({ type: "rich_text_section", elements: inlineOf(child) });
    else if (child.tagName === "UL" || child.tagName === "OL") {
      flush();
      lists(child, Math.min(indent + 1, 8), block);
    }
  }
  flush();
}

/** All inline elements inside `node`, flattened to one level. */
function inlineOf(node, style = {}) {
  const found = [];
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE && child.data) found.push(styledText(child.data.replace(/\u00a0/g, " "), style));
    else if (child.nodeType === Node.ELEMENT_NODE) {
      if (child.dataset.element) found.push(JSON.parse(child.dataset.element));
      else if (child.tagName === "BR") found.push({ type: "text", text: "\n" });
      else if (child.tagName === "A") found.push({ type: "link", url: child.href, text: child.textContent });
      else found.push(...inlineOf(child, STYLES[child.tagName] ? { ...style, [STYLES[child.tagName]]: true } : style));
    }
  }
  const whole = merged(found);
  const last = whole.at(-1);
  if (last?.type === "text") last.text = last.text.replace(/\n$/, ""); // browsers add a line break at the end of a line
  return whole.filter((each) => each.text !== "");
}

const textOnly = (node) => (node.textContent ? [{ type: "text", text: node.textContent }] : []);

const styledText = (text, style) => (Object.keys(style).length ? { type: "text", text, style } : { type: "text", text });

function merged(elements) {
  const whole = [];
  for (const each of elements) {
    const last = whole.at(-1);
    const joins = last?.type === "text" && each.type === "text" && JSON.stringify(last.style) === JSON.stringify(each.style);
    if (joins) last.text += each.text;
    else whole.push({ ...each });
  }
  return whole;
}

const endsLine = (section) => section.at(-1)?.type === "text" && section.at(-1).text.endsWith("\n");

const hasWords = (part) =>
  part.elements.some((each) => (each.elements ? hasWords(each) : each.type !== "text" || each.text.trim() !== ""));
