/** The confirmation dialog of an element. https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object */
import { button, el, newId } from "../dom.js";
import { plainText, textNode } from "./text.js";

/** @returns {Promise<boolean>} whether the answer was yes; Escape means no */
export function confirmed(asked, names) {
  const [titleId, textId] = [newId("title"), newId("text")];
  const answer = (yes) => dialog.close(yes ? "yes" : "");
  const label = (text, otherwise) => (text ? plainText(text) : otherwise);
  const dialog = el(
    "dialog",
    { class: "confirm", "aria-labelledby": titleId, "aria-describedby": textId },
    el("h2", { id: titleId }, label(asked.title, "Are you sure?")),
    el("div", { id: textId, class: asked.text.type === "plain_text" ? "pre" : "" }, textNode(asked.text, names)),
    el(
      "footer",
      {},
      button(label(asked.deny, "Cancel"), () => answer(false), { class: "press" }),
      button(label(asked.confirm, "Yes"), () => answer(true), { class: `press ${asked.style ?? "primary"}` }),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((told) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      told(dialog.returnValue === "yes");
    });
  });
}
