/** Moments in the reader's own time zone. Slack's own formats: https://docs.slack.dev/messaging/formatting-message-text */

const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const shortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const longDate = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const DAY = 86_400_000;

/** @param {number} seconds since 1970 */
export const clock = (seconds) => time.format(new Date(seconds * 1000));

export const moment = (seconds) => `${day(seconds, shortDate)}, ${clock(seconds)}`;

/** Fills in Slack's date formats such as `{date_short_pretty} {time}`; an unknown name stays as it is. */
export function slackDate(seconds, format) {
  return format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "time" || name === "time_secs") return clock(seconds);
    if (name === "date_num") return new Date(seconds * 1000).toISOString().slice(0, 10);
    if (name === "date" || name === "date_short") return shortDate.format(new Date(seconds * 1000));
    if (name === "date_long") return longDate.format(new Date(seconds * 1000));
    if (name === "date_long_pretty") return day(seconds, longDate);
    return name.startsWith("date") ? day(seconds, shortDate) : whole;
  });
}

function day(seconds, format) {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / DAY);
  return { 0: "today", 1: "yesterday", "-1": "tomorrow" }[days] ?? format.format(date);
}
