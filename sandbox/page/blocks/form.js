/** The blocks of a view. Typed values survive every update, and are sent to the sandbox's Slack shortly after. */
import { sync } from "../dom.js";
import { drawBlock } from "./draw.js";
import { Input } from "./input.js";

const SENT_AFTER_MS = 350;

export class Form {
  /** @param {Element} node what the blocks are drawn in */
  constructor(app, viewId, node) {
    this._app = app;
    this._where = { view: viewId };
    this._node = node;
    this._inputs = new Map();
    this._timers = new Map();
  }

  show(view) {
    const before = this._inputs;
    this._inputs = new Map();
    this._view = view;
    for (const block of view.blocks.filter((each) => each.type === "input")) {
      const same = before.get(Input.keyOf(block));
      const state = view.values[block.block_id]?.[block.element.action_id];
      const input = same && JSON.stringify(same.block) === JSON.stringify(block) ? same : this._input(block, state, same);
      input.update(state, view.errors[block.block_id]);
      this._inputs.set(input.key, input);
    }
    sync(this._node, view.blocks, keyOf, (block) => this._draw(block), (block) => this._stamp(block));
  }

  get inputs() {
    return [...this._inputs.values()];
  }

  /** The input that gets the focus when the view opens. */
  get first() {
    return this.inputs.find((input) => input.block.element.focus_on_load) ?? this.inputs[0];
  }

  /** Sends the values that were not sent yet; awaited before the next action. */
  async settle() {
    await Promise.all(this.inputs.filter((input) => input.known && input.dirty).map((input) => this._keep(input)));
  }

  forget() {
    for (const timer of this._timers.values()) clearTimeout(timer);
  }

  _draw(block) {
    if (block.type === "input") return this._inputs.get(Input.keyOf(block)).node;
    const { names, place } = this._app;
    return drawBlock(block, { names, who: place.as, values: this._view.values, act: (...pressed) => this._press(...pressed) });
  }

  /** Decides whether a block is drawn again: an input when its object changed, any other block when its content changed. */
  _stamp(block) {
    if (block.type === "input") return this._inputs.get(Input.keyOf(block));
    return JSON.stringify([block, this._view.values[block.block_id]]);
  }

  /** An input that is drawn again (for example, with another label) keeps its typed value. */
  _input(block, state, before) {
    const input = new Input(block, state, {
      names: this._app.names,
      who: this._app.place.as,
      typed: (each) => this._later(each),
      entered: (each) => this._dispatch(each),
    });
    if (before?.dirty) input.continueFrom(before);
    return input;
  }

  async _press(...pressed) {
    await this.settle();
    await this._app.pressIn(this._where)(...pressed);
  }

  /** Sends a typed value shortly after the last key, so that it survives a reload of the page. */
  _later(input) {
    clearTimeout(this._timers.get(input.key));
    const send = () => (input.sendsEveryChange ? this._dispatch(input) : this._keep(input));
    this._timers.set(input.key, setTimeout(send, input.isTyped ? SENT_AFTER_MS : 0));
  }

  async _keep(input) {
    const { value, block } = input;
    clearTimeout(this._timers.get(input.key));
    if (await this._app.quietly("fill", { ...this._where, block_id: block.block_id, value })) input.wasSent(value);
  }

  async _dispatch(input) {
    const { value, block } = input;
    await this.settle();
    if (await this._app.pressIn(this._where)(block, block.element, value)) input.wasSent(value);
  }
}

const keyOf = (block) => (block.type === "input" ? Input.keyOf(block) : block.block_id);
