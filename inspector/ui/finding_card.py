"""One finding: what is wrong, its evidence, why, and who can mend it with what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from inspector.masking import visible
from inspector.report.wording import severity_word, who_word
from inspector.ui.cards import EDGE, GAP, ButtonPool, Card, place, text_width
from inspector.ui.text import Paragraph
from inspector.ui.theme import Theme
from inspector.words import _

if TYPE_CHECKING:
    from inspector.diagnosis.finding import Finding, Remedy

_INK = {"blocker": "bad", "warning": "warn", "note": "note"}
_LINE = 5  # between two rows


@dataclass(frozen=True, slots=True)
class CardActions:
    """What a card's buttons do."""

    copy: Callable[[str], None]
    copy_secret: Callable[[str], None]  # marked as concealed, taken back after a minute
    go_to_claim: Callable[[str | None, str], None]  # artifact id, claim
    open_reference: Callable[[str], None]
    has_claim: Callable[[str | None, str], bool]
    look_up: Callable[[str], None]  # a code, in the error reference
    go_to_step: Callable[[str], None]  # of a recording, as evidence names it


class FindingCard(Card):
    """Shows one finding at a time; the same card serves many."""

    def __init__(self, theme: Theme, actions: CardActions, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._actions = actions
        self._buttons = ButtonPool(self)
        self._finding: Finding | None = None
        self._label_width = 0.0

    def show_finding(self, finding: "Finding") -> None:
        """Take `finding` as what is shown after the next `arrange`."""
        self._finding = finding
        self.stripe = _INK[finding.severity.value]
        self.speak(f"{severity_word(finding)}: {finding.title}", _spoken(finding))

    def focus_chain(self) -> list[QWidget]:
        """Return the card and its buttons."""
        return [self, *self._buttons.shown()]

    def arrange(self, width: int) -> int:
        """Lay the finding out for `width` and return the height it needs."""
        self.wipe()
        self._buttons.rewind()
        finding = self._finding
        y = 0.0
        if finding is not None:
            self._label_width = _label_width(finding, self.theme)
            y = self._put_title(finding, width)
            y = self._put_rows(finding, y, width)
            for remedy in finding.remedies:
                y = self._put_remedy(remedy, y + 4, width) + 4
            y = self._put_reference(finding, y, width)
        self._buttons.finish()
        return int(y) + EDGE - _LINE

    def _put_title(self, finding: "Finding", width: int) -> float:
        ink = self.stripe or "note"
        pill, height = self.put_pill(severity_word(finding), EDGE, 12, ink, f"{ink}bg")
        left = EDGE + pill + GAP
        codes = " · ".join(finding.codes[:3])
        room = self._put_codes(finding, codes, width) if codes else 0
        title = Paragraph(finding.title, self.theme.strong)
        bottom = self.put(title, left, 13, "text", width - left - EDGE - room)
        return max(bottom, 12 + height) + _LINE + 2

    def _put_codes(self, finding: "Finding", codes: str, width: int) -> float:
        """Put the codes at the right, as the way into the error reference, and return the room they take."""
        code = finding.codes[0]
        button = self._buttons.take(
            "link", visible(codes), _("Look up {code}").format(code=visible(code)), lambda: self._actions.look_up(code)
        )
        button.setToolTip(_("Look this code up in the error reference"))
        room = min(button.sizeHint().width(), width // 2)
        place(button, width - EDGE - room + 3, 11, room)
        return room + GAP

    def _put_rows(self, finding: "Finding", y: float, width: int) -> float:
        for each in finding.evidence:
            y = self._put_evidence(finding, each.where, each.found, y, width)
            if each.expected is not None:
                y = self._put_row(_("expected"), Paragraph(each.expected, self.theme.mono), y, width)
        if not finding.evidence and not finding.remedies:
            return self.put(self._prose(finding.why), EDGE, y, "dim", width - 2 * EDGE) + _LINE
        return self._put_row(_("why"), self._prose(finding.why), y, width)

    def _put_evidence(self, finding: "Finding", where: str, found: str | None, y: float, width: int) -> float:
        text = Paragraph(_("(missing)") if found is None else found, self.theme.mono, lines=True)
        if found is not None and where == _("step"):
            button = self._buttons.take(
                "link", where, _("Go to step {name}").format(name=found), lambda: self._actions.go_to_step(found)
            )
            place(button, EDGE - 3, y - 2, self._label_width)
            return self._put_value(text, y, width)
        if not self._actions.has_claim(finding.artifact, where):
            return self._put_row(where, text, y, width)
        button = self._buttons.take(
            "link", where, _("Go to claim {name}").format(name=where),
            lambda: self._actions.go_to_claim(finding.artifact, where),
        )  # fmt: skip
        place(button, EDGE - 3, y - 2, self._label_width)
        return self._put_value(text, y, width)

    def _put_row(self, label: str, text: Paragraph, y: float, width: int) -> float:
        under = self.put(Paragraph(label, self.theme.body), EDGE, y, "dim", self._label_width - GAP)
        return max(under + _LINE, self._put_value(text, y, width))

    def _put_value(self, text: Paragraph, y: float, width: int) -> float:
        left = EDGE + self._label_width
        return self.put(text, left, y, "text", width - left - EDGE) + _LINE

    def _put_remedy(self, remedy: "Remedy", y: float, width: int) -> float:
        inner_left, right = EDGE + 10.0, float(width - EDGE - 10)
        box_at = len(self._boxes)
        if remedy.snippet:
            button = self._buttons.take(
                "small", _("Copy"), _("Copy: {what}").format(what=remedy.snippet),
                lambda: self._actions.copy(remedy.snippet or ""),
            )  # fmt: skip
            size = button.sizeHint()
            place(button, right - size.width(), y + 7)
            right -= size.width() + GAP
        who = who_word(remedy.who)
        label = max(self._label_width, text_width(who, self.theme.small) + GAP) - 10
        self.put(Paragraph(who, self.theme.small), inner_left, y + 10, "dim", label)
        left = inner_left + label
        bottom = self.put(self._prose(remedy.text), left, y + 9, "text", right - left)
        if remedy.snippet:
            code = Paragraph(remedy.snippet, self.theme.mono, lines=True)
            bottom = self.put(code, left, bottom + 5, "accent", right - left)
        self._boxes.insert(box_at, (QRectF(EDGE, y, width - 2 * EDGE, bottom + 9 - y), "notebg"))
        return bottom + 9

    def _put_reference(self, finding: "Finding", y: float, width: int) -> float:
        address = finding.reference
        if not address:
            return y
        button = self._buttons.take(
            "link", _("Read more at {host}").format(host=address.split("/")[2] if "//" in address else address),
            _("Open {address} in the browser").format(address=address), lambda: self._actions.open_reference(address),
        )  # fmt: skip
        button.setToolTip(address)
        return y + 2 + place(button, EDGE - 3, y + 2, width - 2 * EDGE)[1] + _LINE

    def _prose(self, text: str) -> Paragraph:
        paragraph = Paragraph(text, self.theme.body)
        paragraph.mark_code(self.theme.mono, self.theme.colour("notebg"))
        return paragraph


def _label_width(finding: "Finding", theme: Theme) -> float:
    words = [each.where for each in finding.evidence] + [_("expected"), _("why")]
    return min(max(86.0, *(text_width(word, theme.body) + 18 for word in words)), 170.0)


def _spoken(finding: "Finding") -> str:
    evidence = [
        f"{each.where}: {each.found or _('(missing)')}"
        + (f", {_('expected')} {each.expected}" if each.expected else "")
        for each in finding.evidence
    ]
    remedies = [f"{who_word(each.who)}: {each.text}" for each in finding.remedies]
    return " ".join([*evidence, finding.why, *remedies])
