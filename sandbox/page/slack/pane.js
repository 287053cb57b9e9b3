/** The left half: the partner's Slack, as the chosen person sees it. */
import { button, el } from "../dom.js";
import { Channels } from "./channels.js";
import { Composer } from "./composer.js";
import { Dialogs } from "./dialogs.js";
import { Home } from "./home.js";
import { Messages } from "./messages.js";

const EMPTY = {
  public: "No messages yet. When the vendor assigns a ticket to the partner's group, its card appears in the channel.",
  im: "No messages yet. The bot writes here when a message is only for you and must not get lost.",
};

export class SlackPane {
  constructor(app, root) {
    this._app = app;
    this._channels = new Channels(app);
    this._messages = new Messages(app);
    this._thread = new Messages(app, true);
    this._composer = new Composer(app);
    this._home = new Home(app);
    this._heading = el("h2", { class: "heading" });
    this._back = button("← Back", () => app.place.go({ thread: "" }), { class: "plain back" });
    this._tabs = el("div", { class: "home-tabs", role: "group", "aria-label": "Views of this conversation" });
    const column = el(
      "div",
      { class: "column" },
      el("header", { class: "column-head" }, this._back, this._heading, this._tabs),
      this._messages.node, this._thread.node, this._home.node, this._composer.node,
    );
    this._inside = el("div", { class: "slack-inside" }, this._channels.node, column);
    this._dialogs = new Dialogs(app, this._inside);
    this._absent = el("div", { class: "absent" });
    root.append(this._inside, this._dialogs.node, this._absent);
  }

  show() {
    const { store, place } = this._app;
    const who = store.get("characters")?.find((each) => each.name === place.as);
    const absent = Boolean(who && !who.in_slack);
    this._inside.hidden = absent;
    this._absent.hidden = !absent;
    if (absent) this._enter("");
    if (absent) this._showAbsent(who);
    else if (store.get("slack")) this._showSlack();
    this._dialogs.show(absent ? [] : store.all("view"));
  }

  _showAbsent(who) {
    const as = (name, label) => button(label, () => this._app.place.go({ as: name, pane: "slack" }), { class: "press" });
    if (this._absent.childElementCount) return;
    this._absent.append(
      el("p", {}, `${who.full_name} works at the vendor and is not a member of the partner's Slack.`),
      el("p", {}, "Assign a ticket in Zendesk, then continue as a person of the partner."),
      el("p", { class: "choices-row" }, as("sanne", "Continue as Sanne"), as("tom", "Continue as Tom")),
    );
  }

  _showSlack() {
    const { store, place } = this._app;
    const channels = store.all("channel");
    const channel = channels.find((each) => each.id === place.channel) ?? channels[0];
    const messages = store.all("message");
    const here = messages.filter((each) => each.channel === channel.id).sort((one, other) => (one.ts < other.ts ? -1 : 1));
    const parent = place.thread ? here.find((each) => each.ts === place.thread) : null;
    const tab = channel.kind === "im" && place.tab === "home" && !parent ? "home" : "messages";
    this._enter(channel.kind === "im" ? tab : "");
    this._channels.show(channels, channel, (id) => messages.filter((each) => each.channel === id).length);
    this._head(channel, parent, tab);
    this._messages.node.hidden = Boolean(parent) || tab === "home";
    this._thread.node.hidden = !parent;
    this._home.node.hidden = tab !== "home";
    this._composer.node.hidden = tab === "home";
    if (parent) this._thread.show(here.filter((each) => each === parent || each.thread === parent.ts), `${place.as}/${parent.ts}`);
    else if (tab === "home") this._home.show(store.get("home"), store.get("slack").home_enabled);
    else this._messages.show(here.filter((each) => !each.thread || each.broadcast), `${place.as}/${channel.id}`, EMPTY[channel.kind] ?? EMPTY.public);
    this._composer.show(channel, parent?.ts ?? "");
  }

  /** Slack sends an event when a person opens a tab of the app's home; the page requests it once per visit. */
  _enter(tab) {
    const { place } = this._app;
    const entered = tab && `${place.as}/${tab}`;
    if (entered && entered !== this._entered) this._app.quietly("home", { tab });
    this._entered = entered;
  }

  _head(channel, parent, tab) {
    const { place } = this._app;
    const direct = channel.kind === "im";
    const name = direct ? "partnerdesk" : `#${channel.name}`;
    this._heading.textContent = parent ? `Thread in ${name}` : name;
    this._back.hidden = !parent;
    this._tabs.hidden = !direct || Boolean(parent);
    if (this._tabs.hidden || this._tabs.dataset.tab === tab) return;
    this._tabs.dataset.tab = tab;
    const item = (own, label, go) => button(label, go, { "aria-pressed": String(tab === own), "data-focus": `tab/${own}` });
    const focused = document.activeElement?.dataset?.focus;
    this._tabs.replaceChildren(
      item("home", "Home", () => place.go({ tab: "home" })),
      item("messages", "Messages", () => place.go({ tab: "" })),
    );
    if (focused?.startsWith("tab/")) this._tabs.querySelector(`[data-focus="${focused}"]`)?.focus();
  }
}
