"""Print every benchmark's ratio beside its bound: `python tests/benchmarks/run.py [explain|verify|window]`."""

import sys
from importlib import import_module
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]


def main() -> int:
    """Measure and print; the exit status says whether all bounds hold."""
    wanted = sys.argv[1:] or ["explain", "verify", "window"]
    rows = [row for name in wanted for row in import_module(f"bench_{name}").rows()]
    width = max(len(what) for what, _ratio, _bound in rows)
    for what, ratio, bound in rows:
        print(f"{what:{width}}  {ratio:8.2f}  at most {bound:<6g} {'' if ratio <= bound else 'OVER'}")
    return int(any(ratio > bound for _what, ratio, bound in rows))


if __name__ == "__main__":
    sys.exit(main())
