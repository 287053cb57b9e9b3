/** Sentences that are shown for a few seconds: failed actions, and messages of Slack itself. */
import { button, el } from "./dom.js";

const SECONDS = 9;

export function notice(words, kind = "trouble") {
  const place = document.getElementById("notices");
  for (const old of [...place.children].filter((each) => each.dataset.words === words)) old.remove();
  const line = el(
    "p",
    { class: `notice ${kind}`, "data-words": words },
    el("span", {}, words),
    button("×", () => line.remove(), { class: "plain", "aria-label": "Dismiss" }),
  );
  place.append(line);
  setTimeout(() => line.remove(), SECONDS * 1000);
}
