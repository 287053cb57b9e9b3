"""The answer to `/desk help`: the commands, and how a partner works at the vendor."""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers.views.parts.blocks import Message, message, section
from handlers.views.parts.mrkdwn import link, name


@dataclass(frozen=True)
class Command:
    name: str
    usage: str
    summary: str


COMMANDS: tuple[Command, ...] = (
    Command("queue", "/desk", "the tickets that wait in your groups"),
    Command("ticket", "/desk ticket ID", "one ticket, and what was asked of you"),
    Command("note", "/desk note ID", "write an analysis; it becomes an internal note"),
    Command("new", "/desk new ID", "a new ticket, Change Request or Maintenance, that results from this one"),
    Command("handback", "/desk handback ID", "give it back to the vendor, or ask a full agent to"),
    Command("open", "/desk open ID", "set it Open"),
    Command("take", "/desk take ID", "show the others that you work on it"),
    Command("release", "/desk release ID", "give it free again"),
    Command("info", "/desk info ID", "its last notes, who asked, what else is open, who worked on it"),
    Command("can", "/desk can", "what you may do, why not the rest, and who can"),
    Command("connect", "/desk connect", "link yourself to your Zendesk agent"),
    Command("disconnect", "/desk disconnect", "withdraw that link"),
    Command("people", "/desk people", "who is linked to which agent, with which licence"),
    Command("watch", "/desk watch", "post a group's assignments in this channel"),
    Command("unwatch", "/desk unwatch", "stop posting them here"),
    Command("status", "/desk status", "is everything well, and what waits"),
    Command("settings", "/desk settings", "what the check before sending points at, and who may change it"),
    Command("help", "/desk help", "this"),
)


def help(vendor: str, agent_url: str) -> Message:  # noqa: A001 - the command's name
    title = f"*partnerdesk: your {name(vendor)} tickets, from this workspace*"
    return message(
        title,
        [
            section(title),
            section(_commands()),
            *(section(text) for text in _guide(name(vendor), agent_url)),
        ],
    )


def unknown(word: str) -> Message:
    first = f"I do not know “{name(word)}”. What I know:" if word.strip() else "What I know:"
    return message(first, [section(first), section(_commands())])


def _commands() -> str:
    return "\n".join(f"• `{command.usage}`: {command.summary}" for command in COMMANDS)


def _guide(vendor: str, agent_url: str) -> Iterator[str]:
    screen = link(agent_url, f"{vendor}'s Zendesk")
    yield (
        "*The first time*\n"
        f"Open {screen} and choose “Forgot password?”. Enter your registered e-mail address; the mail you get leads "
        "to a page where you choose a password. From then on you sign in with address and password. "
        "The same way gets you a new password later. Then type `/desk connect` here."
    )
    yield (
        "*Who may do what*\n"
        "A *light agent* writes internal notes, nothing else: no reply reaches the customer, and status and assignee "
        "stay as they are. A *full agent* can also set the status, answer the customer, and give a ticket back to the "
        f"{vendor} agent who assigned it. You see the tickets of your own groups only."
    )
    yield (
        "*Working on a ticket*\n"
        "• Write what you found with “Write analysis”. It is saved as an *internal note*, under your own name, "
        "and the ticket stays *Open*. Open is the only status to use, unless you are told otherwise.\n"
        "• Still write every word as if the customer reads it.\n"
        "• Answering the customer is done in Zendesk, by a full agent. Look twice there which of the two you write: "
        "a reply to the customer, or an internal note.\n"
        f"• When the analysis is done, the ticket goes back to the {vendor} agent who assigned it: “Hand back”. "
        "A light agent asks with the same button, and a full agent confirms with one click."
    )
    yield (
        "*Two hours, and changes*\n"
        f"• Does it take more than two hours? Give the ticket back: {vendor} then decides with you and the customer "
        "how to go on.\n"
        "• Does it turn out to be Maintenance or a Change Request? That needs a new ticket: choose “New ticket” in the "
        "card's menu, or type `/desk new ID`. Both tickets then name each other in an internal note.\n"
        "• Time spent is entered by full agents, in Zendesk, in the window that appears when they save. "
        "Light agents are not asked. A remark about time goes into an internal note."
    )
