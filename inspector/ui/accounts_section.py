"""Who has signed in, below what was inspected: each with what can be done with the account."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from inspector.masking import Mask, visible
from inspector.ui.fields import link
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.ui.seats import Seat

_MOST_ROWS = 4  # shown at once; more are scrolled
LINK_INDENT = 5  # pixels: what looks like a link stands under its heading, not left of it


class AccountsSection(QWidget):
    """The list; each signal but the last two carries a Seat, `renew_asked` also whether by force."""

    renew_asked = Signal(object, bool)
    other_asked = Signal(object)
    sign_out_asked = Signal(object)
    restore_asked = Signal()
    sign_in_asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._seats, self._hidden = theme, tuple["Seat", ...](), False
        title = QLabel(_("Accounts"))
        title.setProperty("heading", True)
        title.setIndent(8)
        self.restore = link(_("Show kept accounts"), _("Read the accounts that the keyring holds"))
        self.sign_in = link(_("+ Sign in…"), _("Open the sign-in page"))
        self.rows: list[AccountRow] = []
        self._list = QWidget()
        self._list.setObjectName("inside")
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(title)
        column.addWidget(self._scroll)
        links = QVBoxLayout()
        links.setContentsMargins(LINK_INDENT, 0, 0, 0)
        for each in (self.restore, self.sign_in):
            links.addWidget(each, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(links)
        self.restore.clicked.connect(self.restore_asked)
        self.sign_in.clicked.connect(self.sign_in_asked)
        theme.changed.connect(self._fill)
        self._fill()

    def show_seats(self, seats: "tuple[Seat, ...]", *, restored: bool) -> None:
        """Show these; until the keyring was asked, offer to ask it."""
        self._seats = seats
        self.restore.setVisible(not restored)
        self._fill()

    def hide_values(self, hidden: bool) -> None:
        """Mask names and tenants."""
        self._hidden = hidden
        self._fill()

    def _fill(self) -> None:
        for row in self.rows:
            row.setParent(None)  # at once: its name may have to be hidden now
            row.deleteLater()
        mask = Mask() if self._hidden else None
        self.rows = [self._row(seat, mask) for seat in self._seats]
        for row in self.rows:
            self._column.addWidget(row)
        self._scroll.setVisible(bool(self.rows))
        shown = self.rows[:_MOST_ROWS]
        self._scroll.setFixedHeight(sum(row.sizeHint().height() + 2 for row in shown))

    def _row(self, seat: "Seat", mask: Mask | None) -> "AccountRow":
        row = AccountRow(self._theme, *_wording(seat, mask))
        for action, words in (
            (partial(self.renew_asked.emit, seat, False), _("&Renew")),
            (partial(self.renew_asked.emit, seat, True), _("&Force renewal")),
            (partial(self.other_asked.emit, seat), _("&Another API…")),
            (partial(self.sign_out_asked.emit, seat), _("&Sign out…")),
        ):
            row.menu.addAction(words).triggered.connect(partial(_call, action))
        return row


class AccountRow(QFrame):
    """A name, where it belongs, and the menu of what can be done."""

    def __init__(self, theme: Theme, name: str, place: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name, self.place = _Elided(name), _Elided(place)
        self.name.setFont(theme.strong)
        self.place.setFont(theme.small)
        self.place.setProperty("dim", True)
        self.more = QPushButton("⋯")
        self.more.setProperty("kind", "plain")
        self.more.setAccessibleName(_("What can be done with {name}").format(name=name))
        self.menu = QMenu(self)
        self.menu.setAccessibleName(name)
        self.more.setMenu(self.menu)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.name)
        words.addWidget(self.place)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 6, 4)
        row.addLayout(words, 1)
        row.addWidget(self.more)


class _Elided(QLabel):
    """A line that is cut where the column ends, and whole as a tooltip."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(text)
        self.setToolTip(text.replace("<", "‹"))  # a tooltip would read markup
        self.setMinimumWidth(20)
        self.setText(text)

    def resizeEvent(self, event: object) -> None:
        """Cut anew."""
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideMiddle, self.width())
        if shown != self.text():
            self.setText(shown)


def _wording(seat: "Seat", mask: Mask | None) -> tuple[str, str]:
    account = seat.account
    name = account.username or account.id
    tenant = account.authority.rstrip("/").rpartition("/")[2]
    kept = _("kept") if account.kept else _("memory only")
    where = _("practice") if seat.practice else kept
    if mask is not None:
        return visible(str(mask.value("upn", name))), where
    return visible(name), f"{visible(tenant)} · {where}"


def _call(action: "partial[None]", _checked: bool = False) -> None:
    action()
