"""The vendor, the partner, their people and a few tickets, for the demo, the page and the tests."""

from dataclasses import dataclass

from sandbox.slack.person import Person
from sandbox.slack.records import Channel
from sandbox.town import Town
from sandbox.zendesk.world import Group, Ticket, User


@dataclass(frozen=True)
class Scene:
    """Tom is the partner's full agent, Sanne a light agent; Joris works at the vendor."""

    town: Town
    channel: Channel
    tom: Person
    sanne: Person
    outsider: Person
    vendor_group: Group
    partner_group: Group
    other_group: Group
    joris: User
    tom_agent: User
    sanne_agent: User
    customer: User
    tickets: tuple[Ticket, ...]

    def agent_of(self, person: Person) -> User:
        return {self.tom.id: self.tom_agent, self.sanne.id: self.sanne_agent}[person.id]


def set_scene(town: Town, *, tickets: bool = True) -> Scene:
    zendesk, slack = town.zendesk, town.slack
    vendor_group, partner_group = zendesk.add_group("ISPnext Support"), zendesk.add_group("Partner-NL")
    other_group = zendesk.add_group("Partner-BE")
    joris = zendesk.add_user(
        "Joris Visser", "j.visser@ispnext.example", licence="full", groups=(vendor_group,), restricted=False
    )
    tom_agent = zendesk.add_user("Tom de Boer", "tom@example.com", licence="full", groups=(partner_group,))
    sanne_agent = zendesk.add_user("Sanne Bakker", "sanne@example.com", licence="light", groups=(partner_group,))
    customer = zendesk.add_user(
        "Fatima El Idrissi", "f.elidrissi@acme.example", licence="end-user", organization="Acme BV"
    )
    tom, sanne = slack.add_user("tom", real_name="Tom de Boer"), slack.add_user("sanne", real_name="Sanne Bakker")
    outsider = slack.add_user("otto", real_name="Otto Outside", outsider_team="T0OUTSIDER")
    channel = slack.add_channel("ispnext-tickets", members=(tom, sanne, outsider))
    return Scene(
        town, channel, tom, sanne, outsider, vendor_group, partner_group, other_group,
        joris, tom_agent, sanne_agent, customer,
        _tickets(town, joris, customer, vendor_group) if tickets else (),
    )  # fmt: skip


def _tickets(town: Town, joris: User, customer: User, group: Group) -> tuple[Ticket, ...]:
    def ticket(subject: str, description: str, priority: str) -> Ticket:
        return town.vendor.create_ticket(
            subject, description, customer,
            priority=priority, organization="Acme BV", group=group, assignee=joris, status="open",
        )  # fmt: skip

    return (
        ticket("Invoice export stops at 10,000 rows", "Since Monday the export ends at row 10,000.", "high"),
        ticket("Supplier cannot sign in after the update", "The page says that the session has expired.", "urgent"),
        ticket("Wrong VAT rate on credit notes", "Credit notes use 19% instead of 21%.", "normal"),
    )
