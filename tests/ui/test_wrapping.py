"""A row of buttons that goes on below where it is too long."""

from PySide6.QtWidgets import QPushButton, QWidget

from inspector.ui.wrapping import WrapLayout


def row_of(qtbot, *texts: str) -> tuple[QWidget, list[QPushButton]]:
    holder = QWidget()
    qtbot.addWidget(holder)
    layout = WrapLayout(holder)
    buttons = [QPushButton(text) for text in texts]
    for button in buttons:
        layout.addWidget(button)
    holder.show()
    return holder, buttons


def test_on_one_line_where_there_is_room(qtbot) -> None:
    """With room for all, the buttons stand side by side at the width that they want."""
    holder, buttons = row_of(qtbot, "One", "Another one", "The last")
    holder.resize(2000, 200)
    assert len({button.y() for button in buttons}) == 1
    assert [button.width() for button in buttons] == [button.sizeHint().width() for button in buttons]
    assert [button.x() for button in buttons] == sorted(button.x() for button in buttons)


def test_below_where_there_is_none(qtbot) -> None:
    """In a narrow place each goes on the next line, and the height that is asked for holds all."""
    holder, buttons = row_of(qtbot, "One button", "Two buttons", "Three buttons")
    narrow = max(button.sizeHint().width() for button in buttons)
    holder.resize(narrow, 400)
    assert [button.x() for button in buttons] == [0, 0, 0]
    assert [button.y() for button in buttons] == sorted({button.y() for button in buttons})
    assert holder.layout().heightForWidth(narrow) == buttons[-1].geometry().bottom() + 1
    assert holder.layout().minimumSize().width() == narrow


def test_hidden_ones_take_no_place(qtbot) -> None:
    """What is hidden leaves no gap."""
    holder, buttons = row_of(qtbot, "One", "Two", "Three")
    holder.resize(2000, 200)
    wide = holder.layout().sizeHint().width()
    buttons[0].hide()
    holder.layout().activate()
    assert buttons[1].x() == 0
    assert holder.layout().sizeHint().width() < wide


def test_no_room_at_all(qtbot) -> None:
    """In no width at all nothing breaks."""
    holder, buttons = row_of(qtbot, "One", "Two")
    holder.layout().setGeometry(holder.rect().adjusted(0, 0, -holder.width() - 10, 0))
    assert holder.layout().heightForWidth(0) > 0
    assert holder.layout().itemAt(5) is None
    assert holder.layout().takeAt(5) is None
    for button in buttons:
        button.hide()
    assert holder.layout().heightForWidth(100) == 0
