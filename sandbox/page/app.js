/** The page: the choice of person, the partner's Slack, the vendor's Zendesk, and the requests between them. */
import { NO_ANSWER, post } from "./api.js";
import { button, el } from "./dom.js";
import { Failures } from "./failures.js";
import { notice } from "./notice.js";
import { DEFAULT_PERSON, Place } from "./place.js";
import { namesIn } from "./slack/names.js";
import { SlackPane } from "./slack/pane.js";
import { Store } from "./store.js";
import { Traffic } from "./traffic.js";
import { Tour } from "./tour.js";
import { ZendeskPane } from "./zendesk/pane.js";

const PARTS = { slack: "Slack", zendesk: "Zendesk", requests: "Requests" };
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    this.store = new Store(() => this.show(), () => this._unknownPerson());
    this.place = new Place(() => this._moved());
    this.names = namesIn(this.store);
    this._parts = [
      new SlackPane(this, byId("slack")),
      new ZendeskPane(this, byId("zendesk")),
      new Tour(this, byId("tour")),
      new Failures(this),
      new Traffic(this),
    ];
    const [failures, traffic] = this._parts.slice(3);
    byId("requests").append(failures.node, traffic.node);
    this._who = el("div", { class: "who", role: "group", "aria-label": "Who I am" });
    this._lost = el("p", { class: "lost", role: "alert" });
    byId("top").append(el("h1", {}, "partnerdesk", el("span", {}, "demo")), this._who, this._lost);
    document.addEventListener("click", (event) => this._ownLink(event));
    this._following = "";
    this._moved();
  }

  /** An action of the chosen person in Slack. Null when it failed; the reason was then shown. */
  act = async (name, body, { shownElsewhere = false } = {}) => {
    const answer = await this.send(`/api/slack/${this.place.as}/${name}`, body);
    if (answer?.shown && !shownElsewhere) notice(answer.shown, "from-slack");
    return answer;
  };

  /** Returns the function that sends a click in a message (`channel` and `ts`) or in a view. */
  pressIn = (where) => (block, element, chosen) =>
    this.act("click", {
      ...where, block_id: block.block_id, action_id: element.action_id,
      ...(element.value === undefined ? {} : { value: element.value }), ...(chosen === undefined ? {} : { chosen }),
    });

  async send(path, body) {
    const { ok, data } = await post(path, body);
    if (!ok) notice(data.error);
    return ok ? data : null;
  }

  /** Like `act`, for requests that the visitor did not start: a failure is not shown. */
  async quietly(name, body) {
    return (await post(`/api/slack/${this.place.as}/${name}`, body)).ok;
  }

  show() {
    this._lost.textContent = this.store.connected ? "" : NO_ANSWER;
    if (!this.store.ready) return;
    this._showWho();
    for (const part of this._parts) part.show();
    document.body.dataset.ready = this.place.as;
  }

  _moved() {
    document.body.dataset.pane = Object.hasOwn(PARTS, this.place.pane) ? this.place.pane : "slack";
    this._showTabs();
    if (this._following === this.place.as) {
      this.show();
      return;
    }
    this._following = this.place.as;
    delete document.body.dataset.ready;
    this.store.follow(this.place.as);
  }

  /** The address bar can hold a name that does not exist. */
  _unknownPerson() {
    if (this.place.as !== DEFAULT_PERSON) this.place.go({ as: DEFAULT_PERSON });
  }

  _showWho() {
    const stamp = JSON.stringify([this.store.get("characters"), this.place.as]);
    if (this._whoShown === stamp) return;
    this._whoShown = stamp;
    const focused = document.activeElement?.dataset?.who;
    this._who.replaceChildren(
      ...this.store.get("characters").map((each) =>
        el(
          "button",
          { type: "button", "aria-pressed": String(each.name === this.place.as), "data-who": each.name, on: { click: () => this.place.go({ as: each.name, thread: "", channel: "" }) } },
          el("strong", {}, each.full_name.split(" ")[0]),
          el("span", {}, each.role),
        ),
      ),
    );
    if (focused) this._who.querySelector(`[data-who="${focused}"]`)?.focus();
  }

  _showTabs() {
    const tabs = byId("tabs");
    const focused = document.activeElement?.dataset?.tab;
    tabs.replaceChildren(
      ...Object.entries(PARTS).map(([name, label]) =>
        button(label, () => this.place.go({ pane: name }), { "aria-current": document.body.dataset.pane === name ? "page" : null, "data-tab": name }),
      ),
    );
    if (focused) tabs.querySelector(`[data-tab="${focused}"]`)?.focus();
  }

  /** The bot's links into Zendesk open the right half of this page. */
  _ownLink(event) {
    const link = event.target.closest?.("a[href]");
    const url = link && new URL(link.href);
    if (!url || url.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const [, agent, , ticket] = url.pathname.split("/");
    if (agent !== "agent") return;
    event.preventDefault();
    this.place.go({ pane: "zendesk", ...(ticket ? { ticket } : {}) });
  }
}

new App();
