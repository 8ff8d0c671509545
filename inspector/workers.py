"""Work off the calling thread, on daemon threads: a call that hangs must not keep the program from ending."""

import threading
from collections.abc import Callable


class DaemonExecutor:
    """Gives each job a daemon thread of its own; there are few of them, and some wait for a person for minutes.

    (A plain ThreadPoolExecutor makes the interpreter's exit wait for whatever call is still blocked.)
    """

    def submit(self, function: Callable[..., object], /, *arguments: object) -> None:
        """Run `function(*arguments)` on a thread. It must not raise: nobody waits for it."""
        threading.Thread(target=function, args=arguments, name=f"worker: {function.__name__}", daemon=True).start()
