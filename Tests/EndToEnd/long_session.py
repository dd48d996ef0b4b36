"""What replaying a long session costs: how soon it opens, how fast it seeks, how much it keeps.

    python3 Tests/EndToEnd/long_session.py             a day at 10 samples a second
    python3 Tests/EndToEnd/long_session.py --quick     an hour and a half

The session is made of a recording's samples, with counters that go on. Build for release first.
"""

import gzip
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time

from case import MEBIBYTE, ROOT
from pseudo_terminal import END, PseudoTerminal, compile_descriptions

FIXTURE = os.path.join(ROOT, "Tests/SessionsTests/Fixtures/v1.ndjson")
SEEKS = 30
END_OF_IT = ("--at", "-0s")


def write(path, count):
    """A session of so many samples, 100 ms apart; each has the counters of all before it."""
    with open(FIXTURE) as file:
        header, *lines = file.readlines()
    samples = [json.loads(line) for line in lines]
    opened = gzip.open(path, "wt", compresslevel=6) if path.endswith(".gz") else open(path, "w")
    with opened as file:
        file.write(header)
        for number in range(count):
            sample = samples[number % len(samples)]
            sample["t_ns"] = (number + 1) * 100_000_000
            rounds = number // len(samples) + 1
            pool = {**sample["pools"][0], "gets": rounds * 70_581, "puts": rounds * 25_189}
            text = json.dumps({**sample, "pools": [pool]}, separators=(",", ":"), sort_keys=True)
            file.write(text + "\n")


def peak(pid):
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) * 1024


class Replay(PseudoTerminal):
    """A replay up to its first screen, and how long that took."""

    def __init__(self, terminfo, *arguments):
        super().__init__(
            "replay", *arguments, term="poolmon-sync", size=(120, 40), env={"TERMINFO": terminfo})

    def __enter__(self):
        begin = time.monotonic()
        super().__enter__()
        self.wait_for(END, seconds=600)
        self.seconds = time.monotonic() - begin
        return self

    def settle(self):
        """Reads until nothing has come for a tenth of a second."""
        length = -1
        while len(self.bytes) > length:
            length = len(self.bytes)
            self._read(0.1)

    def seek(self, place):
        """Seconds from Enter to the frame that shows the place."""
        self.press(b"/" + str(place).encode() + b"s")
        self.settle()
        after, begin = len(self.bytes), time.monotonic()
        self.press(b"\r")
        self.wait_for(END, after=after)
        return time.monotonic() - begin


def first_screen(*arguments):
    """Milliseconds, median of five."""
    taken = []
    for _ in range(5):
        with Replay(*arguments) as replay:
            taken.append(replay.seconds * 1000)
    return statistics.median(taken)


def main():
    count = 54_000 if sys.argv[1:] == ["--quick"] else 864_000
    generator = random.Random(1)
    with tempfile.TemporaryDirectory(prefix="poolmon-long-") as folder:
        terminfo = compile_descriptions(folder)
        for name in ("long.ndjson", "long.ndjson.gz"):
            path = os.path.join(folder, name)
            write(path, count)
            size = os.path.getsize(path)
            print(f"{name}: {count:,} samples, {size / MEBIBYTE:,.0f} MiB")
            print(f"  first screen, at its begin  {first_screen(terminfo, path):10,.1f} ms")
            print(f"  first screen, at its end    {first_screen(terminfo, path, *END_OF_IT):10,.1f}"
                  " ms  (all of it has been read through)")
            with Replay(terminfo, path, *END_OF_IT) as replay:
                taken = [replay.seek(generator.randrange(count // 10)) * 1000
                         for _ in range(SEEKS)]
                print(f"  a seek, median of {SEEKS}        {statistics.median(taken):10,.1f} ms"
                      f"  (at most {max(taken):,.1f})")
                print(f"  RSS, peak                   {peak(replay.pid) / MEBIBYTE:10,.1f} MiB")
            os.remove(path)


if __name__ == "__main__":
    main()
