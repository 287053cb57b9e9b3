/** The emoji that the bot and its people use, by Slack's names; others stay as they were written. */

const EMOJI = {
  bell: "🔔",
  bulb: "💡",
  calendar: "📅",
  clock1: "🕐",
  eyes: "👀",
  file_folder: "📁",
  heavy_check_mark: "✔️",
  hourglass: "⌛",
  hourglass_flowing_sand: "⏳",
  information_source: "ℹ️",
  large_blue_circle: "🔵",
  large_green_circle: "🟢",
  large_orange_circle: "🟠",
  large_red_circle: "🔴",
  link: "🔗",
  lock: "🔒",
  memo: "📝",
  no_entry: "⛔",
  page_facing_up: "📄",
  paperclip: "📎",
  pray: "🙏",
  question: "❓",
  rotating_light: "🚨",
  "+1": "👍",
  slightly_smiling_face: "🙂",
  smile: "😄",
  speech_balloon: "💬",
  tada: "🎉",
  ticket: "🎫",
  warning: "⚠️",
  wave: "👋",
  white_check_mark: "✅",
  wrench: "🔧",
  x: "❌",
};

/** @returns {string|undefined} */
export const emoji = (name) => (Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined);

/** Names between colons replaced, as in plain text that allows it. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
