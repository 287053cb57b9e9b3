"""The objects that carry out what a person presses, types or submits."""

from dataclasses import dataclass

from handlers.answers.holds import HoldsAnswer
from handlers.answers.home import HomeTab
from handlers.answers.more import MoreInfo, MoreMenu
from handlers.answers.rights import RightsAnswer
from handlers.answers.set_open import SetOpenAnswer
from handlers.answers.status import StatusAnswer
from handlers.answers.ticket import TicketAnswer
from handlers.dialogs.analysis import AnalysisDialog
from handlers.dialogs.hand_back import HandBackDialog
from handlers.dialogs.new_ticket import NewTicketDialog
from handlers.dialogs.preferences import PreferencesDialog
from handlers.dialogs.proposal import ProposalDialog
from handlers.dialogs.watch import WatchDialog


@dataclass(frozen=True)
class Actions:
    """A button and its command call the same object."""

    tickets: TicketAnswer
    analysis: AnalysisDialog
    watch: WatchDialog
    status: StatusAnswer
    new_ticket: NewTicketDialog
    hand_back: HandBackDialog
    proposals: ProposalDialog
    set_open: SetOpenAnswer
    holds: HoldsAnswer
    info: MoreInfo
    more: MoreMenu
    rights: RightsAnswer
    home: HomeTab
    preferences: PreferencesDialog
