"""How fast a large recording is read, and in how much memory: a synthetic HAR of 200 MB."""

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench_explain import Row

HERE = Path(__file__).parent
SIZE = 200_000_000
MEGABYTE = 1 << 20
_IMPORTS = f"import sys; sys.path[:0] = [{str(HERE.parents[1])!r}]; from pathlib import Path; import time"
_READ = """
from inspector import app
from inspector.exchanges.har_file import read_chunks
start = time.perf_counter()
diagnosis = app.explain_file(read_chunks(Path(sys.argv[1])))
assert len(diagnosis.attempts) > 5, len(diagnosis.attempts)
"""
_WALK = """
import ijson
start = time.perf_counter()
with Path(sys.argv[1]).open("rb") as file:
    for _event in ijson.basic_parse(file, buf_size=1 << 18, use_float=True):
        pass
"""
# getrusage would give the peak of the process that started this one, too, where that was larger.
_COUNT = """
spent = time.perf_counter() - start
print(spent, Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
"""


def rows() -> list[Row]:
    """Return the rows of this file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.har"
        write_har(path, SIZE)
        times: dict[str, list[float]] = {_READ: [], _WALK: []}
        peaks: dict[str, float] = {}
        for _round in range(5):
            for code, spent in times.items():
                seconds, kilobytes = _run(code, path)
                spent.append(seconds)
                peaks[code] = kilobytes / 1024
    ratio = sorted(times[_READ])[2] / sorted(times[_WALK])[2]
    return [
        ("a 200 MB HAR read and judged / ijson alone walking it", ratio, 3.0),
        ("peak resident memory of that, MB", peaks[_READ], 300.0),
    ]


def _run(code: str, path: Path) -> tuple[float, float]:
    """Run one way of reading in a process of its own; return its seconds and its peak in kilobytes."""
    words = [sys.executable, "-c", f"{_IMPORTS}\n{code}\n{_COUNT}", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    seconds, kilobytes = done.stdout.split()
    return float(seconds), float(kilobytes)


def write_har(path: Path, size: int) -> None:
    """Write a HAR of about `size` bytes: pages, scripts, pictures, two bodies over 8 MB, and a sign-in now and then."""
    sys.path[:0] = [str(HERE.parent), str(HERE.parent / "exchanges")]
    from hars import good

    noise = random.Random(7)
    words = ["const", "let", "return", "élan", '"quoted"', "\\path\\", "lorem", "ipsum", "<div>", "{}", "\n"]
    prose = " ".join(noise.choice(words) for _word in range(200_000))
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"entries":['
        )
        for number, entry in enumerate(_entries(noise, prose)):
            file.write(f"{',' if number else ''}{json.dumps(entry, ensure_ascii=False)}")
            if number % 400 == 0:
                file.write("".join(f",{json.dumps(each)}" for each in good().entries))
            if number in (50, 900):
                file.write("," + json.dumps(_entry(noise, "video/mp4", "QUJD" * 3_500_000)))
            if file.tell() > size:
                break
        file.write("]}}")


def _entries(noise: random.Random, prose: str) -> Iterator[dict[str, object]]:
    while True:
        length = noise.choice((300, 3_000, 30_000, 100_000))
        at = noise.randrange(len(prose) - length)
        yield _entry(noise, noise.choice(("text/javascript", "text/html", "application/json")), prose[at : at + length])


def _entry(noise: random.Random, kind: str, text: str) -> dict[str, object]:
    headers = [{"name": f"x-header-{at}", "value": "v" * noise.randrange(5, 60)} for at in range(18)]
    address = f"https://app.example/assets/{noise.randrange(10**9)}.js"
    return {
        "startedDateTime": "2026-11-23T10:00:00.000Z",
        "time": 12.5,
        "request": {"method": "GET", "url": address, "headers": headers, "queryString": [], "cookies": []},
        "response": {
            "status": 200, "headers": headers, "cookies": [], "redirectURL": "",
            "content": {"size": len(text), "mimeType": kind, "text": text},
        },
        "cache": {},
        "timings": {"blocked": 1.1, "dns": -1, "connect": -1, "send": 0.1, "wait": 10.2, "receive": 1.0},
    }  # fmt: skip
