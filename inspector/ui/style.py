"""The style sheet: small, made of the palette's roles, in sizes that follow the text."""

from string import Template

from inspector.ui.palette import Colours

_SHEET = Template("""
QToolTip { color: $text; background: $panel; border: 1px solid $line; padding: 4px }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px }
QMenu::item:selected { background: $soft; color: $text }
QMenu::separator { height: 1px; background: $line; margin: 4px }
#bar, #side, #footer { background: $panel }
#bar { border-bottom: 1px solid $line }
#footer { border-top: 1px solid $line }
QLabel { color: $text; background: transparent }
QLabel[heading="true"] { color: $dim; font-weight: 600 }
#dot { background: $ok; border-radius: 4px }
#line { background: $line }
#notice { background: $warnbg; border-bottom: 1px solid $line }
#agreement { background: $warnbg; border: 1px solid $line; border-radius: 8px }
#door { background: $panel; border: 1px solid $line; border-radius: 10px }
QLabel[dim="true"], QCheckBox[dim="true"] { color: $dim }
QLabel[problem="true"] { color: $bad }
#card { background: $panel; border: 1px solid $line; border-radius: 10px }
#foot { background: $panel; border-top: 1px solid $line; border-bottom-left-radius: 10px;
    border-bottom-right-radius: 10px }
#advice { background: $warnbg; color: $text; border-radius: 6px; padding: 8px 10px }
#code { background: $bg; border: 1px solid $line; border-radius: 8px; padding: 8px 16px }
#inside { background: $panel; border-radius: 9px }
#snippet { background: $notebg; border-radius: 6px; padding: 6px 8px }
#practice { background: $warnbg; border-bottom: 1px solid $line }
#practice QLabel { color: $text }
QPushButton { background: $panel; color: $text; border: 1px solid $line; border-radius: 6px; padding: 5px 12px }
QPushButton:hover, QPushButton:pressed { background: $notebg }
QPushButton:focus { border: 2px solid $accent; padding: 4px 11px }
QPushButton:checked { background: $soft; color: $accent; border-color: $accent }
QPushButton:disabled { color: $dim }
QPushButton[segment="left"] { border-top-right-radius: 0; border-bottom-right-radius: 0 }
QPushButton[segment="right"] { border-top-left-radius: 0; border-bottom-left-radius: 0; margin-left: -1px }
QLabel:disabled { color: $dim }
QPushButton::menu-indicator { width: 0 }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600 }
QPushButton[kind="primary"]:disabled { background: $notebg; color: $dim; border-color: $line }
QPushButton[kind="primary"]:focus { border: 2px solid $text }
QPushButton[kind="small"] { color: $accent; padding: 2px 9px }
QPushButton[kind="small"]:focus { padding: 1px 8px }
QPushButton[kind="link"], QPushButton[kind="plain"] {
    border: 1px solid transparent; background: transparent; padding: 0 2px; border-radius: 3px;
    text-align: left
}
QPushButton[kind="link"] { color: $accent }
QPushButton[kind="plain"] { color: $dim }
QPushButton[kind="link"]:hover { text-decoration: underline }
QPushButton[kind="plain"]:hover { color: $text }
QPushButton[kind="link"]:focus, QPushButton[kind="plain"]:focus { border: 1px solid $accent }
QPushButton[kind="chip"] {
    background: $soft; color: $accent; border: 1px solid transparent; border-radius: 9px; padding: 1px 8px
}
QPushButton[kind="chip"]:focus { border: 1px solid $accent }
QLineEdit, QPlainTextEdit, QComboBox, #field {
    background: $bg; color: $text; border: 1px solid $line; border-radius: 6px;
    selection-background-color: $accent; selection-color: $on_accent
}
QLineEdit, QComboBox { padding: 4px 8px }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus { border: 1px solid $accent }
#field QLineEdit { border: none; background: transparent; padding: 1px 2px }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0 }
QComboBox QAbstractItemView {
    background: $panel; color: $text; selection-background-color: $soft; selection-color: $text;
    border: 1px solid $line
}
QComboBox::drop-down { border: none; width: 22px }
QAbstractItemView { background: $panel; color: $text; border: none; outline: none }
QTableView { gridline-color: $line; border: 1px solid $line; border-radius: 6px }
#flow, #steps { border: 1px solid $line; border-radius: 8px }
QHeaderView::section {
    background: $panel; color: $dim; border: none; border-bottom: 1px solid $line; padding: 5px 8px;
    text-align: left
}
QTabBar { background: transparent }
QTabBar::tab {
    background: transparent; color: $dim; border: none; border-bottom: 2px solid transparent; padding: 6px 2px;
    margin: 0 10px 0 4px
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600 }
QTabBar::tab:hover { color: $text }
QTabBar::tab:focus:selected { background: $soft }
QTabBar::tear { width: 0; border: none }
QTabBar::scroller { width: 44px }
QTabBar QToolButton { background: $panel; border: 1px solid $line; border-radius: 4px }
QScrollArea { background: transparent; border: none }
QSplitter::handle { background: $line }
QSplitter[gap="true"]::handle { background: transparent }
#flaws { background: $warnbg; border: 1px solid $line; border-radius: 6px; padding: 4px }
#flaws::item { padding: 2px 4px; color: $text }
#flaws::item:selected { background: $panel; border-radius: 4px }
QProgressBar { background: $notebg; border: none; border-radius: 3px; max-height: 6px }
QProgressBar::chunk { background: $accent; border-radius: 3px }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 28px; min-width: 28px }
QScrollBar::handle:hover { background: $dim }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0 }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent }
""")


def style_sheet(colours: Colours) -> str:
    """Return the style sheet of the whole window in these colours."""
    return _SHEET.substitute(colours._asdict())
