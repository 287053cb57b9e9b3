"""Everything a person can open or press, one for each piece of the desk's work."""

from dataclasses import dataclass

from handlers.analysis import AnalysisDialog
from handlers.handback import HandBackDialog
from handlers.home import HomeTab
from handlers.licence import LicenceDesk
from handlers.more import InfoDesk, MoreMenu
from handlers.new_ticket import NewTicketDialog
from handlers.proposals import ProposalDialog
from handlers.set_open import SetOpen
from handlers.settings import SettingsDialog
from handlers.status import StatusDesk
from handlers.taking import TakeDesk
from handlers.tickets import TicketDesk
from handlers.watch import WatchDialog


@dataclass(frozen=True)
class Dialogs:
    """A button and its command are the same deed."""

    tickets: TicketDesk
    analysis: AnalysisDialog
    watch: WatchDialog
    status: StatusDesk
    new_ticket: NewTicketDialog
    hand_back: HandBackDialog
    proposals: ProposalDialog
    set_open: SetOpen
    taking: TakeDesk
    info: InfoDesk
    more: MoreMenu
    licence: LicenceDesk
    home: HomeTab
    settings: SettingsDialog
