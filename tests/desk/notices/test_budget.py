"""R7 and R8: time as people type it, and the two hours that it is counted against."""

from dataclasses import replace

import pytest

from desk.errors import OnlyFullAgents, OutcomeUnknown, ZendeskAway
from desk.model.analysis import Analysis
from desk.model.budget import Budget, Level, NoTime, hours, read_time
from desk.model.people import Licence, Link
from desk.model.posts import BudgetNews
from desk.model.rich_text import plain_text
from desk.model.submissions import SubmissionState
from tests.desk.office import TICKET, TOM, VISSER, Office

HOUR = 3600


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("45", 45), ("1:15", 75), (" 0:05 ", 5), ("90 min", 90), ("90m", 90), ("12 minuten", 12), ("24:00", 1440)],
)
def test_time_is_minutes_or_hours_and_minutes(typed: str, minutes: int) -> None:
    assert read_time(typed) == minutes * 60


@pytest.mark.parametrize(
    "typed", ["", "soon", "1:75", "-5", "1.5", "1:5", "0", "0:00", "1441", "25:00", "III", "1:15:00"]
)
def test_what_is_no_time_is_told_with_an_example(typed: str) -> None:
    with pytest.raises(NoTime, match=r"for example|leave the field empty"):
        read_time(typed)


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59, "0:01"), (5400, "1:30"), (36_000, "10:00")])
def test_time_is_shown_in_hours_and_minutes(seconds: int, shown: str) -> None:
    assert hours(seconds) == shown


@pytest.mark.parametrize(
    ("spent", "level"),
    [(None, Level.WELL), (5399, Level.WELL), (5400, Level.NEAR), (7199, Level.NEAR), (7200, Level.SPENT)],
)
def test_the_budget_warns_at_one_thirty_and_is_spent_at_two_hours(spent: int | None, level: Level) -> None:
    assert Budget(spent, 2 * HOUR).level is level


async def test_time_is_added_to_what_zendesk_has_when_the_note_lands(assigned: Office, tom: Link) -> None:
    assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], spent=600)
    await assigned.write(tom, seconds=900)
    await assigned.engine.run()
    ((_, update),) = assigned.zendesk.notes
    assert update.time is not None
    assert (update.time.total, update.time.spent) == (1500, 900)
    assert assigned.zendesk.found[TICKET].spent == 1500


@pytest.mark.parametrize("landed", [True, False])
async def test_a_lost_answer_counts_time_once(assigned: Office, tom: Link, *, landed: bool) -> None:
    if landed:
        assigned.zendesk.failing_after_note = [OutcomeUnknown()]
    else:
        assigned.zendesk.failing["update"] = [OutcomeUnknown()]
    await assigned.write(tom, seconds=900)
    await assigned.engine.run()
    assert (await assigned.submission()).state is SubmissionState.SENT
    assert assigned.zendesk.found[TICKET].spent == 900
    assert len({update.time for _, update in assigned.zendesk.notes}) == 1


async def test_time_recorded_by_somebody_else_meanwhile_is_not_overwritten(assigned: Office, tom: Link) -> None:
    def visser_records() -> None:
        assigned.zendesk.comment(TICKET, VISSER.id, "Ten minutes of mine.")
        assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], spent=600)

    assigned.zendesk.meanwhile = [visser_records]
    await assigned.write(tom, seconds=900)
    await assigned.engine.run()
    assert assigned.zendesk.found[TICKET].spent == 1500


async def test_a_note_that_waited_out_an_outage_counts_its_time_once(assigned: Office, tom: Link) -> None:
    assigned.zendesk.failing["update"] = [ZendeskAway(), OutcomeUnknown(), ZendeskAway()]
    await assigned.write(tom, seconds=60)
    await assigned.engine.run()
    assert assigned.zendesk.found[TICKET].spent == 60


async def test_a_light_agent_records_no_time(assigned: Office, sanne: Link) -> None:
    with pytest.raises(OnlyFullAgents):
        await assigned.write(sanne, seconds=60)
    await assigned.engine.run()
    assert assigned.zendesk.notes == []


async def test_who_became_a_light_agent_meanwhile_gets_the_text_back(assigned: Office, tom: Link) -> None:
    await assigned.write(tom, seconds=60)
    assigned.zendesk.change_licence(TOM.id, Licence.LIGHT)
    await assigned.engine.run()
    assert "Only a full agent may record time" in ((await assigned.submission()).refusal or "")
    assert assigned.zendesk.notes == []


def budget_news(office: Office) -> list[BudgetNews]:
    return [each.message for each in office.chat.posted if isinstance(each.message, BudgetNews)]


async def test_the_thread_hears_once_of_each_level(assigned: Office, tom: Link) -> None:
    for number, minutes in enumerate((80, 10, 10, 20, 30)):
        await assigned.write(tom, id=f"s{number}", seconds=minutes * 60)
        await assigned.engine.run()
        await assigned.poll()
    levels = [news.budget.level for news in budget_news(assigned)]
    assert levels == [Level.NEAR, Level.SPENT]
    assert budget_news(assigned)[-1].full_agents == ("U-TOM",)


async def test_time_recorded_in_zendesk_itself_warns_too(assigned: Office) -> None:
    assigned.zendesk.comment(TICKET, VISSER.id, "Two hours by now.")
    assigned.zendesk.found[TICKET] = replace(assigned.zendesk.found[TICKET], spent=2 * HOUR)
    await assigned.poll()
    assert [news.budget.level for news in budget_news(assigned)] == [Level.SPENT]


async def test_more_than_the_budget_needed_proposes_to_hand_back(assigned: Office, sanne: Link) -> None:
    analysis = Analysis(plain_text("This is a day's work."), needs_more=True)
    await assigned.write(sanne, analysis=analysis)
    await assigned.engine.run()
    (news,) = budget_news(assigned)
    assert news.needs_more == ("U-SANNE", "Sanne")
