/** Text objects. https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
import { withEmoji } from "../emoji.js";
import { mrkdwn } from "../mrkdwn.js";

/** @param {{type: string, text: string, emoji?: boolean}} text @returns {Node} */
export function textNode(text, names) {
  if (text.type === "mrkdwn") return mrkdwn(text.text, names);
  return document.createTextNode(plainText(text));
}

export const plainText = (text) => (text.emoji === false ? text.text : withEmoji(text.text));
