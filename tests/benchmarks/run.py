"""Print every benchmark's ratio beside its bound: `python tests/benchmarks/run.py [explain] [verify] [recordings] [window]`."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]


def main() -> int:
    """Measure and print; the exit status says whether all bounds of the tables hold."""
    wanted = sys.argv[1:] or ["explain", "verify", "recordings", "window"]
    rows = [row for name in wanted if name != "window" for row in import_module(f"bench_{name}").rows()]
    for what, ratio, bound in rows:
        print(f"{what:62}  {ratio:8.2f}  at most {bound:<6g} {'' if ratio <= bound else 'OVER'}", flush=True)
    if "window" in wanted:  # in processes of its own: it measures how they start
        subprocess.run([sys.executable, str(HERE / "bench_window.py")], check=False)
    return int(any(ratio > bound for _what, ratio, bound in rows))


if __name__ == "__main__":
    sys.exit(main())
