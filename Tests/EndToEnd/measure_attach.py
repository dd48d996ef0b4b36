"""What watching a Go program from outside costs, poolmon and the program.

    python3 Tests/EndToEnd/measure_attach.py             some six minutes
    python3 Tests/EndToEnd/measure_attach.py --quick     half a minute

Rounds take turns, so that all meet the same conditions. Prints figures and asserts none. For an
otherwise idle machine.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time

from case import POOLMON, ROOT
from go_programs import Target, build, lack
from plausible import implausible

# A sample by itself, without screen, file and text: built with `swift build -c release`.
ATTACH_COST = os.path.join(ROOT, ".build/release/attach-cost")

# Targets by what is told of them, with the options to start them.
PROGRAMS = {
    "poolkeeper, quiet: 11 pools, 10,239 objects": ("poolkeeper", []),
    "poolserver, under wrk": ("poolserver", []),
    "poolchurn, 64 goroutines": ("poolchurn", []),
    "poolchurn, 2 goroutines that take one object": (
        "poolchurn", ["--goroutines", "2", "--held", "1"]),
}


class Measurement:
    def __init__(self, options, folder):
        self.folder = folder
        self.rounds, self.seconds = (1, 1) if options.quick else (9, 2)
        self.minute = 3 if options.quick else 60
        self.programs = {}
        for name in sorted({name for name, _ in PROGRAMS.values()}):
            self.programs[name] = os.path.join(folder, name)
            build(name, self.programs[name])

    def start(self, title):
        name, arguments = PROGRAMS[title]
        target = Target(self.programs[name], *arguments)
        load = None
        if name == "poolserver":
            address = f"http://127.0.0.1:{target.said()}/buffer?n=3000"
            load = subprocess.Popen(
                ["wrk", "-t1", "-c16", "-d1h", address], stdout=subprocess.DEVNULL)
        else:
            target.ask("truth")
        if name == "poolkeeper":
            target.said()
        return target, load

    def watch(self, target, *arguments):
        """Attaches and records; the samples."""
        path = os.path.join(self.folder, "go.ndjson")
        subprocess.run([POOLMON, "attach", str(target.pid), "--record", path, "--force",
                        *arguments], check=True, stdout=subprocess.DEVNULL)
        with open(path) as file:
            next(file)
            return [json.loads(line) for line in file]

    def first_sample(self, target):
        """Milliseconds from the start of poolmon until the first sample is written."""
        start = time.perf_counter()
        watcher = subprocess.Popen(
            [POOLMON, "attach", str(target.pid), "--record", "-"], stdout=subprocess.PIPE)
        watcher.stdout.readline()
        watcher.stdout.readline()
        taken = time.perf_counter() - start
        watcher.terminate()
        watcher.communicate()
        return taken * 1e3

    def alone(self, target):
        """CPU time of a sample by itself, in microseconds."""
        said = subprocess.run(
            [ATTACH_COST, str(target.pid), str(100 * self.seconds)], check=True,
            stdout=subprocess.PIPE, text=True).stdout
        return int(re.search(r"a sample (\d+) ", said).group(1))

    def costs(self, title):
        """What a sample costs, alone and with its record and row of text, and how long it takes
        until the first."""
        target, load = self.start(title)
        try:
            alone, samples, firsts = [], [], []
            for _ in range(self.rounds):
                alone.append(self.alone(target))
                firsts.append(self.first_sample(target))
                seen = self.watch(target, "--interval", "10ms", "--duration", f"{self.seconds}s")
                half = len(seen) // 2
                spent = seen[-1]["monitor"]["cpu_ns"] - seen[half]["monitor"]["cpu_ns"]
                samples.append(spent / (len(seen) - 1 - half) / 1e3)
        finally:
            if load:
                load.kill()
                load.wait()
            target.end()
        return [statistics.median(values) for values in (firsts, alone, samples)]

    def throughput(self, title):
        """Median ratio of the target's operations while it is watched ten times a second to
        those before and after."""
        target, _ = self.start(title)
        ratios = []
        for number in range(self.rounds):
            rates = {}
            # Each goes first every other time.
            for watched in (True, False) if number % 2 else (False, True):
                before = target.ask()
                if watched:
                    self.watch(target, "--interval", "100ms", "--duration", f"{self.seconds}s")
                else:
                    time.sleep(self.seconds)
                after = target.ask()
                rates[watched] = ((after["operations"] - before["operations"])
                                  / (after["nanoseconds"] - before["nanoseconds"]))
            ratios.append(rates[True] / rates[False])
        target.end()
        return statistics.median(ratios), min(ratios), max(ratios)

    def stress(self, title):
        """A minute of a hundred samples a second."""
        target, _ = self.start(title)
        before = target.ask()
        samples = self.watch(target, "--interval", "10ms", "--duration", f"{self.minute}s")
        after = target.ask()
        target.end()
        rate = ((after["operations"] - before["operations"]) * 1e3
                / (after["nanoseconds"] - before["nanoseconds"]))
        return len(samples), rate, implausible(samples, after)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    lacking = lack("bytebufferpool", "fasthttp") or (
        None if shutil.which("wrk") else "wrk is not installed")
    if lacking:
        print(f"nothing is measured: {lacking}")
        return
    folder = tempfile.mkdtemp(prefix="poolmon-attach-")
    try:
        measurement = Measurement(options, folder)
        print(f"{'target':46} {'first sample':>13} {'CPU a sample':>13} {'with record':>12}")
        for title in PROGRAMS:
            first, alone, sample = measurement.costs(title)
            print(f"{title:46} {first:10.1f} ms {alone:10.0f} µs {sample:9.0f} µs", flush=True)
        print("\nthe target's throughput while it is watched ten times a second, to that without")
        for title in list(PROGRAMS)[2:]:
            ratio, least, most = measurement.throughput(title)
            print(f"{title:46} {ratio:.3f}  ({least:.3f} to {most:.3f})", flush=True)
        print("\na hundred samples a second")
        for title in list(PROGRAMS)[2:]:
            count, rate, wrong = measurement.stress(title)
            print(f"{title:46} {count:,} samples, {rate:.1f} M gets and puts a second, "
                  f"implausible: {len(wrong)}", flush=True)
            for words in wrong[:10]:
                print(f"  {words}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
