/**
 * The fields. A field is {node, control, get, set}: the node to show, the element that takes the focus, and functions
 * that read and write its value in the form of `values.js`.
 * https://docs.slack.dev/reference/block-kit/block-elements
 */
import { el } from "../dom.js";
import { radios, select, several } from "./choices.js";
import { fileInput } from "./files.js";
import { richInput } from "./richinput.js";
import { plainText } from "./text.js";

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", datepicker: "date", timepicker: "time" };

const FIELDS = {
  plain_text_input: (element, value, around) => (element.multiline ? area(element, value, around) : line(element, value, around)),
  email_text_input: line,
  url_text_input: line,
  number_input: line,
  datepicker: line,
  timepicker: line,
  rich_text_input: richInput,
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  multi_static_select: several,
  multi_users_select: several,
  multi_conversations_select: several,
  multi_channels_select: several,
  checkboxes: several,
  radio_buttons: radios,
  file_input: fileInput,
};

/**
 * @param {any} element
 * @param {any} value
 * @param {{id: string, labelId: string, describedBy?: string, focus: string, names: any, who: string, changed: () => void}} around
 * @returns {{node: Element, control: Element, get: () => any, set: (value: any) => void} | null} null when the type is unknown
 */
export function field(element, value, around) {
  return Object.hasOwn(FIELDS, element.type) ? FIELDS[element.type](element, value, around) : null;
}

function line(element, value, around) {
  return typed(el("input", { ...common(element, around), type: INPUT_TYPES[element.type] ?? "text", inputmode: element.type === "number_input" ? "decimal" : null }), value, around);
}

function area(element, value, around) {
  return typed(el("textarea", { ...common(element, around), rows: 4 }), value, around);
}

function common(element, around) {
  return {
    id: around.id,
    "aria-labelledby": around.labelId,
    "aria-describedby": around.describedBy,
    "data-focus": around.focus,
    placeholder: element.placeholder ? plainText(element.placeholder) : null,
    autocomplete: "off",
  };
}

function typed(control, value, around) {
  control.addEventListener("input", around.changed);
  const set = (words) => {
    control.value = words ?? "";
  };
  set(value);
  return { node: control, control, get: () => control.value, set };
}
