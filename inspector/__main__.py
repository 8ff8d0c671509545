"""The command line: opens the window, or runs a subcommand without importing Qt."""

import atexit
import gc
import sys

_TOKEN_GIVEN = (
    "token-inspector: a token as an argument is visible to other programs. Pipe it, or paste it in the window."
)


def main(arguments: list[str] | None = None) -> int:
    """Run `token-inspector` with `arguments` (sys.argv where None) and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    from inspector import app

    if any(word.startswith("eyJ") for word in given):
        print(_TOKEN_GIVEN, file=sys.stderr)
        return 2
    message = _window_message(given)
    if message is not None:
        return app.open_window(message)
    if arguments is None:
        _expect_little_garbage()
    from inspector import console

    return console.run(given, app)


def _expect_little_garbage() -> None:
    """Let a process that ends with its subcommand look for garbage seldom, and not at all when it ends.

    What a start makes, modules and classes, is kept to the end: walking it again and again took a fifth of `explain`.
    """
    gc.set_threshold(50_000, 20, 20)
    atexit.register(gc.freeze)


def _window_message(given: list[str]) -> dict[str, str] | None:
    """Return what the window begins with, or None where a subcommand or an option was given."""
    if not given:
        return {}
    if given == ["-"]:
        return {"text": sys.stdin.read()}
    from pathlib import Path

    if len(given) == 1 and not given[0].startswith("-") and Path(given[0]).is_file():
        return {"file": str(Path(given[0]).resolve())}
    return None


if __name__ == "__main__":
    sys.exit(main())
