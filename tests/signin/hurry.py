"""A cancellation that waits for nothing."""

from inspector.signin.cancellation import Cancellation


class Hurry(Cancellation):
    """Remembers in `waited` how long it should have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        """Remember, and go on."""
        self.waited.append(seconds)
        self.check()
