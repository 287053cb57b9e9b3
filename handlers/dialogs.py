"""Everything a person can open or press, one for each piece of the desk's work."""

from dataclasses import dataclass

from handlers.analysis import AnalysisDialog
from handlers.home import HomeTab
from handlers.licence import LicenceDesk
from handlers.more import InfoDesk, MoreMenu
from handlers.taking import TakeDesk
from handlers.tickets import TicketDesk
from handlers.watch import WatchDialog


@dataclass(frozen=True)
class Dialogs:
    """A button and its command are the same deed."""

    tickets: TicketDesk
    analysis: AnalysisDialog
    watch: WatchDialog
    taking: TakeDesk
    info: InfoDesk
    more: MoreMenu
    licence: LicenceDesk
    home: HomeTab
