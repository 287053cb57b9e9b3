/** Converts the state that Slack holds for a field to the value that a field of this page holds. */

const KEYS = {
  plain_text_input: "value",
  email_text_input: "value",
  url_text_input: "value",
  number_input: "value",
  rich_text_input: "rich_text_value",
  static_select: "selected_option",
  radio_buttons: "selected_option",
  checkboxes: "selected_options",
  multi_static_select: "selected_options",
  users_select: "selected_user",
  conversations_select: "selected_conversation",
  channels_select: "selected_channel",
  multi_users_select: "selected_users",
  multi_conversations_select: "selected_conversations",
  multi_channels_select: "selected_channels",
  datepicker: "selected_date",
  timepicker: "selected_time",
  file_input: "files",
};

export const isField = (type) => Object.hasOwn(KEYS, type);

/** @param {any} state e.g. {type: "static_select", selected_option: {...}} */
export function heldValue(type, state) {
  const held = state?.[KEYS[type]];
  switch (KEYS[type]) {
    case "rich_text_value":
      return held?.elements ?? [];
    case "selected_option":
      return held?.value ?? null;
    case "selected_options":
      return (held ?? []).map((option) => option.value);
    case "value":
      return held ?? "";
    default:
      return held ?? (KEYS[type].endsWith("s") ? [] : null);
  }
}

/** The value as it is sent to the sandbox: files as their ids. */
export const sentValue = (type, value) => (type === "file_input" ? value.map((file) => file.id) : value);
