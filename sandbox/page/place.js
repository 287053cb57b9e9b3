/** Where the visitor is: who they are, which channel, thread, ticket and part they look at. Kept in the address. */

/** Whom one is without having said so. */
export const NEWCOMER = "sanne";
const NAMES = ["as", "channel", "thread", "tab", "ticket", "pane"];

export class Place {
  /** @param {() => void} moved */
  constructor(moved) {
    this._moved = moved;
    this._read();
    window.addEventListener("popstate", () => {
      this._read();
      moved();
    });
  }

  _read() {
    const query = new URLSearchParams(location.search);
    for (const name of NAMES) this[name] = query.get(name) ?? "";
    this.as ||= NEWCOMER;
    this.pane ||= "slack";
  }

  /** @param {Object<string, string>} changes "" takes a part away */
  go(changes) {
    Object.assign(this, changes);
    const query = new URLSearchParams(NAMES.filter((name) => this[name]).map((name) => [name, this[name]]));
    history.replaceState(null, "", `?${query}`);
    this._moved();
  }
}
