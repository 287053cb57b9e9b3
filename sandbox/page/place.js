/** What the visitor looks at, kept in the address bar: person, channel, thread, tab, ticket and part of the page. */

/** The person when the address names none. */
export const DEFAULT_PERSON = "sanne";
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
    this.as ||= DEFAULT_PERSON;
    this.pane ||= "slack";
  }

  /** @param {Object<string, string>} changes "" removes a part */
  go(changes) {
    Object.assign(this, changes);
    const query = new URLSearchParams(NAMES.filter((name) => this[name]).map((name) => [name, this[name]]));
    history.replaceState(null, "", `?${query}`);
    this._moved();
  }
}
