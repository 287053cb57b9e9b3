"""Everything a person can open or press, one for each piece of the desk's work."""

from dataclasses import dataclass

from handlers.analysis import AnalysisDialog
from handlers.more import MoreMenu
from handlers.new_ticket import NewTicketDialog
from handlers.status import StatusDesk
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
    more: MoreMenu
