/** Buttons that simulate failures of Zendesk, Slack and the bot. */
import { button, el } from "./dom.js";

const SWITCHES = [
  ["zendesk-slow", "Zendesk slow", "Every request to Zendesk takes three seconds longer"],
  ["zendesk-down", "Zendesk down", "No request reaches Zendesk"],
  ["slack-429", "Slack 429", "Slack refuses every message with: too many requests"],
];
const STATES = { preparing: "is starting", starting: "is starting", running: "runs", frozen: "is frozen", stopped: "has stopped" };

export class Failures {
  constructor(app) {
    this._app = app;
    this._switches = SWITCHES.map(([name, label, title]) =>
      button(label, () => app.send(`/api/failures/${name}`, { on: !this._isOn(name) }), { title, class: "switch", "aria-pressed": "false", "data-name": name }),
    );
    this._freeze = button("Freeze the bot", () => this._post("/api/bot/freeze"), { title: "For eight seconds the bot does not run" });
    this._kill = button("Kill and restart the bot", () => this._post("/api/bot/restart"), { title: "Ends the bot at once (SIGKILL) and starts a new process" });
    this._state = el("span", { class: "bot-state", role: "status" });
    this.node = el("div", { class: "failures", role: "group", "aria-label": "Simulate a failure" }, el("span", { class: "small" }, "Simulate a failure:"), this._switches, this._freeze, this._kill, this._state);
  }

  show() {
    const now = this._app.store.get("failures");
    if (!now) return;
    for (const each of this._switches) each.setAttribute("aria-pressed", String(now.on.includes(each.dataset.name)));
    const busy = now.bot === "preparing" || now.bot === "starting" || now.bot === "frozen";
    for (const each of [this._freeze, this._kill]) {
      each.hidden = !now.own_bot;
      each.setAttribute("aria-disabled", String(busy));
    }
    const words = now.own_bot ? `The bot ${STATES[now.bot]}` : "";
    if (this._state.textContent !== words) this._state.textContent = words;
    this._state.className = `bot-state ${now.bot}`;
  }

  _isOn(name) {
    return this._app.store.get("failures").on.includes(name);
  }

  _post(path) {
    return this._app.send(path, {});
  }
}
