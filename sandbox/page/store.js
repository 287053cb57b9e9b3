/** The items that the page shows for one person, by key, updated by server-sent events. */

const RETRY_AFTER_MS = 2000;

export class Store {
  /**
   * @param {() => void} changed is called after changes; once for several that come together
   * @param {() => void} unknown is called when the person does not exist
   */
  constructor(changed, unknown) {
    this.items = new Map();
    this.connected = true;
    this.ready = false;
    this._changed = changed;
    this._unknown = unknown;
    this._source = null;
    this._waiting = false;
  }

  follow(who) {
    this._source?.close();
    this.ready = false;
    const source = new EventSource(`/api/live/${who}`);
    this._source = source;
    source.addEventListener("world", (event) => this._whole(JSON.parse(event.data)));
    source.addEventListener("change", (event) => this._change(JSON.parse(event.data)));
    source.addEventListener("open", () => this._connected(true));
    source.addEventListener("error", () => (source.readyState === EventSource.CLOSED ? this._refused(who) : this._connected(false)));
  }

  /** After a refusal the browser does not retry and does not give the status: this asks for it. */
  async _refused(who) {
    const status = await fetch(`/api/world/${who}`).then((answer) => answer.status, () => 0);
    if (status === 404) {
      this._unknown();
      return;
    }
    this._connected(false);
    setTimeout(() => this._source.url.endsWith(`/${who}`) && this.follow(who), RETRY_AFTER_MS);
  }

  get(key) {
    return this.items.get(key);
  }

  /** All items of a kind, e.g. "ticket". */
  all(kind) {
    const found = [];
    for (const [key, item] of this.items) if (key.startsWith(`${kind}:`)) found.push(item);
    return found;
  }

  /** After a reconnection all items come again: an unchanged item keeps its object, so it is not drawn again. */
  _whole(world) {
    const before = this.items;
    this.items = new Map();
    for (const [key, item] of Object.entries(world)) {
      const old = before.get(key);
      this.items.set(key, old && JSON.stringify(old) === JSON.stringify(item) ? old : item);
    }
    this.ready = true;
    this._soon();
  }

  _change({ set, gone }) {
    for (const [key, item] of Object.entries(set)) this.items.set(key, item);
    for (const key of gone) this.items.delete(key);
    this._soon();
  }

  _connected(yes) {
    if (this.connected === yes) return;
    this.connected = yes;
    this._soon();
  }

  _soon() {
    if (this._waiting) return;
    this._waiting = true;
    setTimeout(() => {
      this._waiting = false;
      this._changed();
    });
  }
}
