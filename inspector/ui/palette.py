"""Every colour of the window, by role; no other module names a colour."""

from typing import NamedTuple

from PySide6.QtGui import QColor, QPalette


class Colours(NamedTuple):
    """One colour a role, as "#rrggbb"."""

    bg: str  # window behind the panels
    panel: str  # panels, cards, bars
    line: str  # hairlines
    text: str
    dim: str  # secondary text
    accent: str  # links, selection, primary button
    soft: str  # selected row, pills
    bad: str  # blocker
    badbg: str
    warn: str
    warnbg: str
    ok: str  # valid, lifetime left
    okbg: str
    note: str
    notebg: str  # also behind code
    on_accent: str  # text on the primary button

    @property
    def flat(self) -> bool:
        """Whether grounds can't be told apart, so that lines must do it (high contrast)."""
        return self.bg == self.panel


LIGHT = Colours(
    bg="#f6f7f9", panel="#ffffff", line="#dfe3e8", text="#1b1f24", dim="#5c6670", accent="#0f6cbd", soft="#e8f1fa",
    bad="#b3261e", badbg="#fdecea", warn="#8a5a00", warnbg="#fff4dc", ok="#0e7a41", okbg="#e5f5ec",
    note="#4a5560", notebg="#eef1f4", on_accent="#ffffff",
)  # fmt: skip
DARK = Colours(
    bg="#1b1d20", panel="#24272b", line="#383d43", text="#e8eaed", dim="#a3abb3", accent="#6cb6ff", soft="#22344a",
    bad="#ff8a80", badbg="#3b2322", warn="#f2c063", warnbg="#3a301c", ok="#7bd8a0", okbg="#1f3629",
    note="#b6bec6", notebg="#2d3136", on_accent="#12202e",
)  # fmt: skip


def from_system(palette: QPalette) -> Colours:
    """Return the system's own colours, for high contrast: every text on the window's ground, told apart by words."""
    ground, ink = palette.base().color().name(), palette.text().color().name()
    chosen, on_chosen = palette.highlight().color().name(), palette.highlightedText().color().name()
    return Colours(
        bg=ground, panel=ground, line=ink, text=ink, dim=ink, accent=chosen, soft=ground, bad=ink, badbg=ground,
        warn=ink, warnbg=ground, ok=ink, okbg=ground, note=ink, notebg=ground, on_accent=on_chosen,
    )  # fmt: skip


def to_qt(colours: Colours) -> QPalette:
    """Return the palette that Qt's own parts (menus, dialogs, scroll bars) are painted with."""
    palette = QPalette()  # its other constructors load all of Qt's enumerations, 13 ms
    role = QPalette.ColorRole
    pairs = (
        (role.Button, colours.panel), (role.WindowText, colours.text),
        (role.Text, colours.text), (role.ButtonText, colours.text),
        (role.Base, colours.panel), (role.AlternateBase, colours.bg), (role.Window, colours.bg),
        (role.Highlight, colours.accent), (role.HighlightedText, colours.on_accent), (role.Link, colours.accent),
        (role.PlaceholderText, colours.dim), (role.ToolTipBase, colours.panel), (role.ToolTipText, colours.text),
    )  # fmt: skip
    for where, colour in pairs:
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours.dim))
    return palette
