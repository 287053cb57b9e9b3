/** Fields with options: selects, checkboxes, radio buttons. */
import { el, newId } from "../dom.js";
import { plainText, textNode } from "./text.js";

const PEOPLE = new Set(["users_select", "multi_users_select"]);

/** @returns {{value: string, text: string}[]} the options: from the element, or the people or channels */
function offered(element, names) {
  if (element.options || element.option_groups) {
    const grouped = (element.option_groups ?? []).flatMap((group) => group.options);
    return [...(element.options ?? []), ...grouped].map((option) => ({ value: option.value, text: plainText(option.text) }));
  }
  if (PEOPLE.has(element.type)) return names.users().map((user) => ({ value: user.id, text: user.real_name }));
  return names.channels().map((channel) => ({ value: channel.id, text: `#${channel.name}` }));
}

export function select(element, value, around) {
  const control = el(
    "select",
    { id: around.id, "aria-describedby": around.describedBy, "aria-labelledby": around.labelId, "data-focus": around.focus, on: { change: around.changed } },
    el("option", { value: "" }, element.placeholder ? plainText(element.placeholder) : "Choose one"),
    offered(element, around.names).map((option) => el("option", { value: option.value }, option.text)),
  );
  const set = (chosen) => {
    control.value = chosen ?? "";
  };
  set(value);
  return { node: control, control, get: () => control.value || null, set };
}

/** Checkboxes, for every field that takes several options. */
export function several(element, value, around) {
  return boxes("checkbox", element, value, around, (chosen) => [...chosen]);
}

export function radios(element, value, around) {
  return boxes("radio", element, value ? [value] : [], around, (chosen) => chosen[0] ?? null);
}

function boxes(type, element, value, around, read) {
  const name = newId("choice");
  const rich = new Map((element.options ?? []).map((option) => [option.value, option]));
  const lines = offered(element, around.names).map(({ value: own, text }) => {
    const option = rich.get(own);
    const input = el("input", { type, name, value: own, "data-focus": `${around.focus}/${own}`, on: { change: around.changed } });
    const words = option ? textNode(option.text, around.names) : text;
    const more = option?.description && el("small", {}, textNode(option.description, around.names));
    return el("label", { class: "choice" }, input, el("span", {}, words, more));
  });
  const role = type === "radio" ? "radiogroup" : "group";
  const node = el("div", { class: "choices", role, "aria-labelledby": around.labelId, "aria-describedby": around.describedBy }, lines);
  const inputs = [...node.querySelectorAll("input")];
  const set = (chosen) => {
    const wanted = Array.isArray(chosen) ? chosen : [chosen];
    for (const input of inputs) input.checked = wanted.includes(input.value);
  };
  set(value);
  return { node, control: inputs[0] ?? node, get: () => read(inputs.filter((input) => input.checked).map((input) => input.value)), set };
}
