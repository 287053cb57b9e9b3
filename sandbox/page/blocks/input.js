/** Input blocks: a label, a field, a hint, and the error of Slack or the bot. */
import { el, newId } from "../dom.js";
import { unknown } from "./elements.js";
import { field } from "./fields.js";
import { plainText } from "./text.js";
import { heldValue, isField, sentValue } from "./values.js";

/** One input block. A typed value survives every update that keeps block_id, action_id and element type. */
export class Input {
  /**
   * @param {any} block
   * @param {any} state the value that Slack holds for it
   * @param {{names: any, who: string, typed: (input: Input) => void, entered: (input: Input) => void}} around
   */
  constructor(block, state, around) {
    this.block = block;
    this.key = Input.keyOf(block);
    this.dirty = false;
    const { element } = block;
    const hints = [block.hint && plainText(block.hint), this.sendsOnEnter && "Press Enter to send it."].filter(Boolean);
    const [id, labelId, hintId, errorId] = ["field", "label", "hint", "error"].map(newId);
    this._error = el("p", { class: "error", id: errorId });
    const optional = block.optional && el("span", { class: "optional" }, " (optional)");
    const label = el("label", { id: labelId, on: { click: () => this.focus() } }, plainText(block.label), optional);
    this._field = isField(element.type) && field(element, heldValue(element.type, state), {
      id, labelId, names: around.names, who: around.who, focus: this.key,
      describedBy: `${errorId}${hints.length ? ` ${hintId}` : ""}`,
      changed: () => {
        this.dirty = true;
        around.typed(this);
      },
    });
    if (this._field?.control.id) label.htmlFor = this._field.control.id;
    if (this.sendsOnEnter) this._field?.control.addEventListener("keydown", (event) => this._enter(event, around.entered));
    this.node = el(
      "div",
      { class: "block input" },
      label,
      this._field ? this._field.node : unknown(element.type),
      this._error,
      hints.length > 0 && el("p", { class: "hint", id: hintId }, hints.join(" ")),
    );
  }

  static keyOf(block) {
    return `${block.block_id}/${block.element.action_id}/${block.element.type}`;
  }

  get value() {
    return sentValue(this.block.element.type, this._field.get());
  }

  /** Shows the value that Slack holds, unless a typed value was not sent yet. */
  update(state, error) {
    if (this._field && !this.dirty) {
      const held = heldValue(this.block.element.type, state);
      if (JSON.stringify(held) !== JSON.stringify(this._field.get())) this._field.set(held);
    }
    this._error.textContent = error ?? "";
    this.node.classList.toggle("wrong", Boolean(error));
    if (!this._field) return;
    if (error) this._field.control.setAttribute("aria-invalid", "true");
    else this._field.control.removeAttribute("aria-invalid");
  }

  /** Whether the value is typed, not chosen. */
  get isTyped() {
    return this.block.element.type.endsWith("_input") && this.block.element.type !== "file_input";
  }

  /** Whether each change is sent to the bot at once. https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
  get sendsEveryChange() {
    return this._dispatchesOn("on_character_entered") || Boolean(this.block.dispatch_action && !this.isTyped);
  }

  get sendsOnEnter() {
    return this._dispatchesOn("on_enter_pressed");
  }

  _dispatchesOn(when) {
    const wanted = this.block.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
    return Boolean(this.block.dispatch_action && this.isTyped && wanted.includes(when));
  }

  _enter(event, entered) {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    event.preventDefault();
    entered(this);
  }

  /** Call this when Slack has received `value`; a value that was typed meanwhile stays unsent. */
  wasSent(value) {
    if (JSON.stringify(value) === JSON.stringify(this.value)) this.dirty = false;
  }

  get known() {
    return Boolean(this._field);
  }

  /** Takes over the unsent value of the input that this one replaces. */
  continueFrom(before) {
    this._field?.set(before._field.get());
    this.dirty = true;
  }

  focus() {
    this._field?.control.focus();
  }

  /** Scrolls too: below a tall field the error would be out of sight. */
  focusError() {
    this.focus();
    this._error.scrollIntoView({ block: "nearest" });
  }
}
