"""Saving steps as a HAR file, where the person says."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from inspector.ui.flow_tab import FlowTab
from inspector.words import _


def ask_for_copy(parent: QWidget, source: Path, save: Callable[[Path, Path], None]) -> None:
    """Ask where the redacted copy of `source` goes, and have it saved there; the original is never written over."""
    suggested = str(source.with_name(f"{source.stem}-redacted.har"))
    dialog = QFileDialog(parent, _("Save a redacted copy"), suggested, _("HTTP archive (*.har)"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("har")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: save(source, Path(path)) if Path(path) != source else None)
    dialog.open()


def save_steps(flow: FlowTab) -> None:
    """Ask for a place and write what `flow` shows now to it; the tab says how that went."""
    dialog = QFileDialog(flow, _("Save the steps as a HAR file"), "steps.har", _("HTTP archive (*.har)"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix("har")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(partial(write_steps, flow, flow.to_har()))
    dialog.open()


def write_steps(flow: FlowTab, text: str, path: str) -> None:
    """Write `text` to `path`, and say so in the tab."""
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        flow.tell(_("Could not save: {reason}. Choose another place.").format(reason=error.strerror))
    else:
        flow.tell(_("Saved. Every secret in it is masked; names are masked while values are hidden."))
