"""R4: every write runs under its author's own token; never another's, never a shared one."""

import pytest

from tests.e2e.story import Story, notes_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


class TestR4OwnIdentity:
    async def test_allowed_every_note_and_its_update_are_the_authors(self, office: Story) -> None:
        ticket, card = await office.assigned("Whose is it")
        other = office.newcomer("rosa", "light")
        await office.connect(other)
        authors = []
        for person in (office.tom, office.sanne, other, office.tom):
            note = await office.saves(person, card, f"By {person.name}.")
            agent = office.agents[person.id].id
            assert note.author_id == agent
            assert ticket.audits[-1].author_id == agent  # the sandbox knows the author from the bearer token alone
            authors.append(agent)
        assert [note.author_id for note in notes_of(ticket)] == authors

    async def test_allowed_every_person_has_a_token_of_their_own(self, office: Story) -> None:
        tokens = {
            person.name: office.zendesk.tokens.of(office.agents[person.id].id) for person in (office.tom, office.sanne)
        }
        assert all(len(held) == 1 for held in tokens.values())
        assert len({token.access for held in tokens.values() for token in held}) == 2

    async def test_refused_no_other_token_is_used_for_a_person_without_one(self, office: Story) -> None:
        """Sanne's token is gone, and no other token is used in its place."""
        person = office.newcomer("gijs", "light")
        await office.connect(person)
        ticket = office.ticket("Read as oneself", group=office.scene.partner_group, assignee=None)
        office.vendor.revoke_tokens(office.agents[person.id])
        said = await office.says(person, f"ticket {ticket.id}")
        assert "Read as oneself" not in said
        assert "Connect your ISPnext agent first" in said
