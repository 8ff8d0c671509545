"""The command line: opens the window, or runs a subcommand without importing Qt."""

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run `token-inspector` with `arguments` (sys.argv where None) and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    from inspector import app, console

    return console.run(given, app.explain)


if __name__ == "__main__":
    sys.exit(main())
