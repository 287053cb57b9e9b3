"""Everything a person can open or press, one for each piece of the desk's work."""

from dataclasses import dataclass

from handlers.analysis import AnalysisDialog
from handlers.settings import SettingsDialog
from handlers.tickets import TicketDesk
from handlers.watch import WatchDialog


@dataclass(frozen=True)
class Dialogs:
    """A button and its command are the same deed."""

    tickets: TicketDesk
    analysis: AnalysisDialog
    watch: WatchDialog
    settings: SettingsDialog
