"""The experiment on poolmon's model and on real Go, side by side.

Each round runs both modes on both, in turn, each run in a process of its own; the medians over the
rounds are printed, with their ranges. Without Go and bytebufferpool its columns are left out. Build
poolmon for release first.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
POOLMON = os.environ.get("POOLMON", os.path.join(ROOT, ".build/release/poolmon"))
GO_PATH = "/usr/share/gocode"
GO_PACKAGE = f"{GO_PATH}/src/github.com/valyala/bytebufferpool"
MODES = ("put", "noput")

# Key in the JSON of both, title, how a value is written.
ROWS = [
    ("rss_avg_bytes", "RSS average, MiB", lambda v: f"{v / 2**20:.1f}"),
    ("rss_peak_bytes", "RSS peak, MiB", lambda v: f"{v / 2**20:.1f}"),
    ("in_use_avg_bytes", "in-use space, MiB", lambda v: f"{v / 2**20:.2f}"),
    ("alloc_bytes", "alloc space, MiB", lambda v: f"{v / 2**20:,.2f}"),
    ("cpu_percent", "CPU, % of a core", lambda v: f"{v:.0f}"),
    ("ops_per_s", "operations/s", lambda v: f"{v:,.0f}"),
    ("ns_per_op", "ns/op", lambda v: f"{v:,.0f}"),
    ("allocs_per_op", "allocations per op", lambda v: f"{v:.2f}"),
    ("collections_per_s", "collections/s", lambda v: f"{v:,.0f}"),
    ("collector_percent", "collector, % of a core", lambda v: f"{v:.0f}"),
]


def build_go():
    """Path of the Go program; None where it cannot be built."""
    if not shutil.which("go") or not os.path.isdir(GO_PACKAGE):
        return None
    program = os.path.join(HERE, ".build", "go-experiment")
    os.makedirs(os.path.dirname(program), exist_ok=True)
    subprocess.run(
        ["go", "build", "-o", program], cwd=os.path.join(HERE, "Go", "experiment"), check=True,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": GO_PATH})
    return program


def run(command, **environment):
    result = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, **environment})
    return json.loads(result.stdout)


def measure(seconds, rounds, go):
    """Results by (system, mode)."""
    found = {}
    for _ in range(rounds):
        both = run([POOLMON, "compare", "--runs", "1", "--duration", f"{seconds}s",
                    "--format", "json"])
        for mode, side in zip(MODES, "ab"):
            found.setdefault(("model", mode), []).append(both[side])
            if go:
                command = [go, "-mode", mode, "-duration", f"{seconds}s"]
                found.setdefault(("Go", mode), []).append(run(command, GOMAXPROCS="2"))
    return found


def cell(runs, key, write):
    values = [run[key] for run in runs]
    if any(value is None for value in values):
        return "–"
    low, middle, high = (write(f(values)) for f in (min, statistics.median, max))
    return middle if low == high else f"{middle} ({low} – {high})"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10, help="of each run")
    options = parser.parse_args()
    go = build_go()
    found = measure(options.seconds, options.rounds, go)
    columns = [(system, mode) for mode in MODES for system in ("model", "Go")
               if (system, mode) in found]
    version = f", {found['Go', 'put'][0]['version']}" if go else "; Go is not installed"
    print(f"{options.rounds} rounds of {options.seconds} s a run, in turn{version}\n")
    print("| | " + " | ".join(f"{mode}: {system}" for system, mode in columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for key, title, write in ROWS:
        cells = [cell(found[column], key, write) for column in columns]
        print(f"| {title} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
