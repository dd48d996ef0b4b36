"""What watching costs: prints figures, asserts none. For an otherwise idle machine.

    python3 Tests/EndToEnd/measure_cost.py [COLUMNSxROWS]
"""

import fcntl
import json
import os
import pty
import re
import select
import statistics
import struct
import sys
import tempfile
import termios
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POOLMON = os.environ.get("POOLMON", os.path.join(ROOT, ".build/release/poolmon"))
RUNS = 9


class Run:
    """One run on a pseudo-terminal, from exec to its end."""

    def __init__(self, columns, rows, *arguments):
        start = time.monotonic()
        # Set before exec, so that the program finds the size at once.
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
            environment.pop("NO_COLOR", None)
            os.execve(POOLMON, [POOLMON, *arguments], environment)
        seen = b""
        # The footer is the last row that is drawn.
        while b"quit" not in seen:
            seen += self.read(5)
        self.first_screen = time.monotonic() - start

    def read(self, seconds):
        ready, _, _ = select.select([self.file], [], [], seconds)
        try:
            return os.read(self.file, 1 << 16) if ready else b""
        except OSError:
            return b""

    def watch(self, seconds):
        """Lets it run; returns the bytes that it wrote to the terminal."""
        end, count = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            count += len(self.read(0.05))
        return count

    def press(self, key):
        os.write(self.file, key)

    def status(self, name):
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(name + r":\s+(\d+) kB", file.read()).group(1)) / 1024

    def quit(self):
        start = time.monotonic()
        self.press(b"q")
        while self.read(5):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.file)
        return time.monotonic() - start


def monitor_cost(samples, begin, end):
    """CPU of the monitor's thread as a share of a core, and milliseconds a frame."""
    span = [s for s in samples if begin * 1e9 <= s["t_ns"] <= end * 1e9]
    first, last = span[0], span[-1]
    cpu = last["monitor"]["cpu_ns"] - first["monitor"]["cpu_ns"]
    frames = last["monitor"]["frames"] - first["monitor"]["frames"]
    return cpu / (last["t_ns"] - first["t_ns"]), cpu / frames / 1e6


def under_load(columns, rows, path):
    """While as many workers as there are processors run flat out: frames, and how long a key takes
    until the screen says what it did."""
    workers = str(os.cpu_count())
    run = Run(columns, rows, "--workers", workers, "--mode", "noput", "--record", path)
    run.watch(2)
    delays = []
    for key in (b"p", b"n") * 10:
        run.watch(0.5)
        start = time.monotonic()
        run.press(key)
        # Nothing else on the screen is written in capitals like that.
        seen = b""
        while b"PUT" not in seen:
            seen += run.read(5)
        delays.append((time.monotonic() - start) * 1000)
    run.quit()
    with open(path) as file:
        samples = [json.loads(line) for line in file][1:]
    last = samples[-1]
    frames = last["monitor"]["frames"] / (last["t_ns"] / 1e9)
    print(f"  with {workers} workers flat out: {frames:.1f} frames a second, "
          f"{last['monitor']['late_samples']} of {len(samples)} samples late; a key is answered in "
          f"{statistics.median(delays):.0f} ms ({min(delays):.0f} to {max(delays):.0f})")
    os.remove(path)


def main():
    columns, rows = map(int, (sys.argv[1] if len(sys.argv) > 1 else "120x40").split("x"))
    first, ends = [], []
    for _ in range(RUNS):
        run = Run(columns, rows)
        first.append(run.first_screen * 1000)
        ends.append(run.quit() * 1000)
    print(f"{columns}x{rows}, ten samples a second, one worker, median of {RUNS} (min to max)")
    for name, values in (("first full screen", first), ("quit", ends)):
        print(f"  {name:18} {statistics.median(values):6.1f} ms"
              f"  ({min(values):.1f} to {max(values):.1f})")

    folder = tempfile.mkdtemp(prefix="poolmon-cost-")
    path = os.path.join(folder, "run.ndjson")
    run = Run(columns, rows, "--record", path)
    run.watch(2)
    written = run.watch(10)
    rss = run.status("VmRSS")
    run.press(b"n")
    run.watch(12)
    run.quit()
    with open(path) as file:
        samples = [json.loads(line) for line in file][1:]
    print(f"  RSS in put mode    {rss:6.1f} MiB, peak of the run "
          f"{samples[-1]['process']['peak_rss_bytes'] / (1 << 20):.1f} MiB")
    print(f"  to the terminal    {written / 10 / 1024:6.1f} KiB/s in put mode")
    for name, begin, end in (("put", 2, 12), ("noput", 14, 24)):
        share, frame = monitor_cost(samples, begin, end)
        print(f"  monitor in {name:6}  {share * 100:6.2f} % of a core, {frame:.2f} ms a frame")
    print(f"  a recorded sample  {os.path.getsize(path) / len(samples):6.0f} B")
    os.remove(path)
    under_load(columns, rows, path)
    os.rmdir(folder)


if __name__ == "__main__":
    main()
