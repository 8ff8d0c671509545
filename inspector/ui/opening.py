"""Opening the window: the application, the one instance, the first paint, and only then everything else."""

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from inspector.ui.services import Services
from inspector.ui.single_instance import SingleInstance, default_folder
from inspector.ui.theme import Theme
from inspector.ui.window import MainWindow

if TYPE_CHECKING:
    from types import TracebackType


def run_window(services: Services, message: dict[str, str]) -> int:
    """Open the window and return the exit status when it is closed.

    `message` is what to begin with: {"file": path}, {"text": paste} or {}. Where a window is open already, it gets it.
    """
    sys.excepthook = _report_fault
    application = QApplication(sys.argv[:1])  # Qt must not read the arguments: they may name a file of the person's
    application.setApplicationName("token-inspector")
    application.setApplicationDisplayName("Token Inspector")
    application.setDesktopFileName("token-inspector")
    instance = SingleInstance(default_folder())
    if not instance.is_first() and instance.hand_over(message):
        return 0
    window = MainWindow(services, Theme(services.settings.theme, services.settings.zoom))
    window.painted.connect(lambda: _after_first_paint(window, instance, message))
    window.painted.connect(_look_for_garbage)  # a slot of its own: whatever fails in the first, this one is called
    _show(window, services)
    status = application.exec()
    instance.close()
    return status


def _report_fault(kind: type[BaseException], _error: BaseException, trace: "TracebackType | None") -> None:
    """Say on standard error what went wrong and where, without the error's own words: they may quote a paste."""
    import traceback

    sys.stderr.write("".join(traceback.format_tb(trace)) + f"{kind.__name__}\n")


def _show(window: MainWindow, services: Services) -> None:
    if services.settings.maximised:
        window.showMaximized()
    else:
        window.show()


def _after_first_paint(window: MainWindow, instance: SingleInstance, message: dict[str, str]) -> None:
    from PySide6.QtGui import QIcon

    from inspector import resource_files

    window.warm_up()
    if instance.is_first():
        instance.listen()
        instance.received.connect(window.receive)
    icon = Path(resource_files.root(), "icons", "token-inspector.svg")
    QApplication.setWindowIcon(QIcon(str(icon)))
    if message:
        window.receive(message)


def _look_for_garbage() -> None:
    """End the pause since `app.open_window`. What is there now stays: no collection walks it amid a paste."""
    gc.freeze()
    gc.enable()
