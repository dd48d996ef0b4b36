"""What watching costs: poolmon beside other monitors, and beside its targets.

    python3 Tests/EndToEnd/compare_monitors.py             some ten minutes
    python3 Tests/EndToEnd/compare_monitors.py --quick     about one

All programs are watched in one session on a pseudo-terminal, ten frames a second where they can.
Starts take turns, so that all meet the same conditions. Prints figures and asserts none. For an
otherwise idle machine. A program that is not installed is left out.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile

from pty_run import LIMIT, Gone, Run, first_full_screen, pyte

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POOLMON = os.environ.get("POOLMON", os.path.join(ROOT, ".build/release/poolmon"))
WORKERS = os.cpu_count()
IDLE, WORKING = "poolmon, workload idle", "poolmon, one worker flat out"

# By name: the command, and how to ask for its version. Ten frames a second, or as near as it goes;
# memray has a pace of its own.
PROGRAMS = {
    IDLE: ([POOLMON, "--rate", "1"], [POOLMON, "--version"]),
    WORKING: ([POOLMON], None),
    "htop": (["htop", "-d", "1"], ["htop", "--version"]),
    # The rate is in its settings: see `settings`.
    "btop": (["btop"], ["btop", "--version"]),
    "top": (["top", "-d", "0.1"], ["top", "--version"]),
    "glances": (["glances", "-t", "0.1", "--disable-check-update"], ["glances", "--version"]),
    "memray": (["memray", "run", "--live", "-q", "{home}/idle.py"], ["memray", "--version"]),
}

# What memray watches: a workload as idle as poolmon's.
IDLE_PYTHON = """
import time
while True:
    time.sleep(1)
    bytearray(30_000)
"""

# Title, unit, decimals, and which figures of a program it is made of.
ROWS = [
    ("first full screen", "ms", 1, "first"),
    ("quit", "ms", 1, "quit"),
    ("frames a second", "", 1, "frames"),
    ("CPU a frame, whole process", "ms", 2, "cpu_frame"),
    ("CPU a frame, monitor's thread", "ms", 2, "monitor_frame"),
    ("CPU, whole process", "% of a core", 2, "cpu"),
    ("RSS", "MiB", 1, "rss"),
    ("to the terminal", "KiB/s", 2, "terminal"),
    ("write(2) calls a frame", "", 1, "writes"),
]


class Session:
    """Options, the folder that all programs take for their home, and what has been measured."""

    def __init__(self, options, folder):
        self.columns, self.rows = options.columns, options.rows
        self.starts, self.rounds, self.pairs = (3, 1, 2) if options.quick else (9, 3, 9)
        # Of watching, of the time before that in which a program gets to its usual state, and of
        # a run that is one of a pair.
        self.seconds, self.warm_up, self.pair_seconds = (2, 1, 2) if options.quick else (10, 2, 5)
        self.keys = 6 if options.quick else 20
        self.folder = folder
        self.programs = dict(PROGRAMS)
        self.figures = {name: {} for name in PROGRAMS}

    def settings(self):
        os.mkdir(os.path.join(self.folder, "btop"))
        with open(os.path.join(self.folder, "btop", "btop.conf"), "w") as file:
            file.write("update_ms = 100\n")
        with open(os.path.join(self.folder, "idle.py"), "w") as file:
            file.write(IDLE_PYTHON)

    def run(self, command):
        command = [argument.format(home=self.folder) for argument in command]
        return Run(command, self.columns, self.rows, self.folder)

    def add(self, name, **figures):
        for figure, value in figures.items():
            if value is not None:
                self.figures[name].setdefault(figure, []).append(value)

    def in_turn(self, measure):
        """Measures every program once; leaves out peers that cannot be measured, with a line."""
        for name, (command, _) in list(self.programs.items()):
            try:
                measure(name, command)
            except Gone as reason:
                if command[0] == POOLMON:
                    raise
                print(f"{name} is left out: {reason}.")
                del self.programs[name]

    def samples(self, *arguments, seconds, keys=()):
        """The samples of a recorded run: for so long after the warm-up and after each key."""
        path = os.path.join(self.folder, "run.ndjson")
        with self.run([POOLMON, *arguments, "--record", path, "--force"]) as run:
            run.watch(self.warm_up + seconds)
            for key in keys:
                run.press(key)
                run.watch(self.warm_up + seconds)
            run.quit()
        return read(path)


def read(path):
    """The samples of a recording, without its header."""
    with open(path) as file:
        return [json.loads(line) for line in file][1:]


def monitor_cost(samples, begin, end):
    """The monitor's thread: % of a core, CPU milliseconds a frame, frames a second."""
    span = [s for s in samples if begin * 1e9 <= s["t_ns"] <= end * 1e9]
    first, last = span[0], span[-1]
    cpu = last["monitor"]["cpu_ns"] - first["monitor"]["cpu_ns"]
    frames = last["monitor"]["frames"] - first["monitor"]["frames"]
    time = last["t_ns"] - first["t_ns"]
    return cpu / time * 100, cpu / max(frames, 1) / 1e6, frames / time * 1e9


def start(session, name, command):
    """One start, and its end as soon as the screen has settled."""
    with session.run(command) as run:
        # What it draws first may be its screen in part: a title, a line that asks for patience.
        run.watch_frames(6)
        # Drawn only now, since that takes longer than the program does.
        seen = list(run.chunks)
        end = run.quit()
    first = first_full_screen(seen, session.columns, session.rows)
    session.add(name, first=first, quit=end)


def watch(session, name, command):
    """What it costs while it runs and nobody presses a key."""
    with session.run(command) as run:
        run.watch_frames(1)
        run.watch(session.warm_up)
        begin, *before = run.cost()
        run.watch(session.seconds)
        end, *after = run.cost()
        rss = run.resident()
        run.quit()
    cpu, writes, bytes_ = (b - a for a, b in zip(before, after))
    frames, seconds = max(run.frames(begin, end), 1), end - begin
    session.add(name, frames=frames / seconds, rss=rss, terminal=bytes_ / seconds / 1024,
                writes=writes / frames)
    # Otherwise it is the workload's.
    if name != WORKING:
        session.add(name, cpu=cpu / seconds * 100, cpu_frame=cpu / frames * 1000)


def watch_monitors(session):
    """The thread that draws, as it counts itself; the recording is part of it."""
    end = session.warm_up + session.seconds
    for name in (IDLE, WORKING):
        arguments = session.programs[name][0][1:]
        samples = session.samples(*arguments, seconds=session.seconds)
        session.add(name, monitor_frame=monitor_cost(samples, session.warm_up, end)[1])


def spread(values, decimals, unit=""):
    """The median, and the smallest and largest where there are several."""
    text = f"{statistics.median(values):,.{decimals}f}{' ' * bool(unit)}{unit}"
    if len(values) == 1:
        return text
    return f"{text} ({min(values):,.{decimals}f} – {max(values):,.{decimals}f})"


def print_comparison(session):
    names = list(session.programs)
    print(f"\n| | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for title, unit, decimals, figure in ROWS:
        cells = [session.figures[name].get(figure) for name in names]
        cells = [spread(values, decimals) if values else "–" for values in cells]
        print(f"| {title}{', ' * bool(unit)}{unit} | {' | '.join(cells)} |")


def operations(text, seconds):
    """Operations a second, from the summary with which a run ends."""
    return int(re.search(rb"operations +([\d,]+),", text).group(1).replace(b",", b"")) / seconds


def with_dashboard(session, workers):
    command = [POOLMON, "--workers", str(workers), "--duration", f"{session.pair_seconds}s"]
    with session.run(command) as run:
        run.wait_for_end(session.pair_seconds + LIMIT)
    text = b"".join(data for _, data in run.chunks)
    # What follows the end of the alternate screen.
    return operations(text.rpartition(b"\x1b[?1049l")[2], session.pair_seconds)


def without_dashboard(session, workers):
    """No samples either, but the first and the last."""
    command = [POOLMON, "--workers", str(workers), "--duration", f"{session.pair_seconds}s",
               "--plain", "--interval", "60s"]
    output = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True,
                            timeout=session.pair_seconds + LIMIT).stdout
    return operations(output, session.pair_seconds)


def throughput(session, workers):
    """Ratios of pairs of runs, with the dashboard and without; the first of a pair alternates."""
    rates = {with_dashboard: [], without_dashboard: []}
    for pair in range(session.pairs):
        for measure in list(rates)[::-1 if pair % 2 else 1]:
            rates[measure].append(measure(session, workers))
    for measure, found in rates.items():
        print(f"- {workers} worker{'s' * (workers > 1)} {measure.__name__.replace('_', ' a ')}: "
              f"{spread(found, 0, 'operations a second')}")
    return [a / b for a, b in zip(rates[with_dashboard], rates[without_dashboard])]


def target(title, values, unit, decimals, limit, at_least=False, failure=""):
    """A row of the table of targets; `failure` says why the measurement tells nothing of it."""
    measured = "–"
    if not values:
        failure = "not measured"
    else:
        measured, value = spread(values, decimals, unit), statistics.median(values)
        holds = value >= limit if at_least else value <= limit
        missed = f"missed by {abs(value - limit) / limit * 100:.1f} %"
    verdict = failure or ("holds" if holds else missed)
    wanted = f"{'≥' if at_least else '≤'} {limit} {unit}".strip()
    print(f"| {title} | {measured} | {wanted} | {verdict} |")


def at_sixty(session, *arguments):
    """% of a core with 58 samples a second, and the frames that were drawn of them."""
    samples = session.samples(*arguments, "--interval", "17ms", seconds=session.seconds)
    share, _, frames = monitor_cost(samples, session.warm_up, session.warm_up + session.seconds)
    return share, frames


def print_targets(session):
    print()
    ratios = {workers: throughput(session, workers) for workers in sorted({1, WORKERS})}
    sixty = {"idle": at_sixty(session, "--rate", "1"), "flat out": at_sixty(session)}
    idle, working = session.figures[IDLE], session.figures[WORKING]
    print("\n| target | measured | wanted | |\n|---|---|---|---|")
    for state, figures in (("idle", idle), ("flat out", working)):
        target(f"first full screen, workload {state}", figures.get("first"), "ms", 1, 20)
    for state, figures in (("idle", idle), ("flat out", working)):
        target(f"quit, workload {state}", figures.get("quit"), "ms", 1, 5)
    target("CPU a frame, monitor's thread, workload idle", idle.get("monitor_frame"), "ms", 2, 1.5)
    target("CPU a frame, monitor's thread, workload flat out", working.get("monitor_frame"),
           "ms", 2, 1.5)
    target("CPU a frame, whole process, workload idle", idle.get("cpu_frame"), "ms", 2, 1.5)
    target("RSS, workload idle", idle.get("rss"), "MiB", 1, 12)
    target("to the terminal, workload idle", idle.get("terminal"), "KiB/s", 2, 4)
    for workers, found in ratios.items():
        target(f"throughput with a dashboard ÷ without, {workers} worker{'s' * (workers > 1)}",
               found, "", 3, 0.99, at_least=True)
    for state, (share, frames) in sixty.items():
        # Fewer would not tell what 60 cost.
        title = f"{frames:.0f} frames a second, workload {state}"
        target(title, [share], "% of a core", 1, 10, failure="" if frames > 50 else "not 60 drawn")


def print_at_work(session):
    """put and noput, one after the other in one run."""
    seconds = session.seconds
    samples = session.samples(seconds=seconds, keys=[b"n"])
    print("\nOne worker flat out:\n")
    for number, mode in enumerate(("put", "noput")):
        begin = session.warm_up + number * (session.warm_up + seconds)
        share, frame, _ = monitor_cost(samples, begin, begin + seconds)
        print(f"- monitor in {mode}: {share:.2f} % of a core, {frame:.2f} ms a frame")
    size = os.path.getsize(os.path.join(session.folder, "run.ndjson"))
    print(f"- peak RSS {samples[-1]['process']['peak_rss_bytes'] / (1 << 20):.1f} MiB")
    print(f"- a recorded sample: {size / len(samples):,.0f} B")


def under_load(session):
    """While as many workers as there are processors run flat out: frames, and how long a key takes
    until the screen says what it did."""
    path = os.path.join(session.folder, "load.ndjson")
    delays, count = [], session.keys
    with session.run([POOLMON, "--workers", str(WORKERS), "--mode", "noput",
                      "--record", path]) as run:
        run.watch(session.warm_up)
        for key in (b"p", b"n") * (count // 2):
            run.watch(0.5)
            run.press(key)
            # Nothing else on the screen is written in capitals like that.
            delays.append(run.wait_for(b"PUT"))
        run.quit()
    samples = read(path)
    last = samples[-1]
    frames = last["monitor"]["frames"] / (last["t_ns"] / 1e9)
    answered = [delay for delay in delays if delay is not None]
    told = spread(answered, 0, "ms") if answered else "no time"
    print(f"\n{WORKERS} workers flat out:\n\n- {frames:.1f} frames a second, "
          f"{last['monitor']['late_samples']} of {len(samples)} samples late\n"
          f"- a key is answered in {told}, {len(answered)} of {count} keys were")


def print_heading(session):
    processes = sum(name.isdigit() for name in os.listdir("/proc"))
    print(f"{session.columns}x{session.rows}, {WORKERS} processors, load average "
          f"{os.getloadavg()[0]:.2f} at the beginning, {processes} processes to look at; medians "
          f"(min – max) of {session.starts} starts, and of {session.rounds} × {session.seconds} s.")
    for name, (_, command) in list(session.programs.items()):
        try:
            if command:
                output = subprocess.run(command, capture_output=True, text=True).stdout
                line = output.partition("\n")[0].strip()
                print(f"- {line if re.search('[a-z]', line) else name.split(',')[0] + ' ' + line}")
        except FileNotFoundError:
            print(f"- {name} is not installed and left out")
            del session.programs[name]
    if not pyte:
        print("- python3-pyte is not installed: first full screens are left out")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="for a try: fewer and shorter runs")
    parser.add_argument("--columns", type=int, default=120)
    parser.add_argument("--rows", type=int, default=40)
    options = parser.parse_args()
    if not os.access(POOLMON, os.X_OK):
        sys.exit(f"{POOLMON} is missing; run 'swift build -c release', or set POOLMON")
    sys.stdout.reconfigure(line_buffering=True)
    # So that a stopped script ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with tempfile.TemporaryDirectory(prefix="poolmon-cost-") as folder:
        session = Session(options, folder)
        session.settings()
        print_heading(session)
        for _ in range(session.starts):
            session.in_turn(lambda name, command: start(session, name, command))
        for _ in range(session.rounds):
            session.in_turn(lambda name, command: watch(session, name, command))
            watch_monitors(session)
        print_comparison(session)
        print_targets(session)
        print_at_work(session)
        under_load(session)


if __name__ == "__main__":
    main()
