"""Saving steps as a HAR file, where the person says."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from inspector.ui.flow_tab import FlowTab
from inspector.words import _


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
