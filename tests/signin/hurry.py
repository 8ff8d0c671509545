"""A cancellation that waits for nothing."""

import time

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

    def clock(self) -> float:
        """Return the moment as it would be had the waits been real."""
        return time.time() + sum(self.waited)
