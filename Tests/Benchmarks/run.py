"""Builds the benchmarks, runs them interleaved, and prints a table with ratios.

Each round runs every case once, in a process of its own; a ratio is taken within a round, and the
median over the rounds is printed. Real Go takes part where it is installed with bytebufferpool.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
GO_PATH = "/usr/share/gocode"
GO_PACKAGE = f"{GO_PATH}/src/github.com/valyala/bytebufferpool"
POOL, BARE, NIO, GO = "pool", "pool without counters", "NIO", "Go"

# Title, program, case, threads.
CASES = [
    ("memcpy 30,000 B", POOL, "memcpy", 1),
    ("malloc + memcpy + free", POOL, "malloc+memcpy+free", 1),
    ("[UInt8] reused: append 30,000 B", POOL, "[UInt8] reused", 1),
    ("[UInt8] new: append 30,000 B", POOL, "[UInt8] new", 1),
    ("get + append 30,000 B + put", POOL, "get+append+put", 1),
    ("get + append 30,000 B + put, no counters", BARE, "get+append+put", 1),
    ("get + append 30,000 B, no put", POOL, "get+append", 1),
    ("NIO ByteBufferAllocator: write 30,000 B", NIO, "NIO ByteBufferAllocator", 1),
    ("NIO pooled receive allocator: write 30,000 B", NIO, "NIO pooled receive allocator", 1),
    ("Go copy of 30,000 B", GO, "Copy", 1),
    ("Go bytebufferpool: Get + Write 30,000 B + Put", GO, "Put", 1),
    ("Go bytebufferpool: Get + Write 30,000 B, no Put", GO, "Noput", 1),
    ("get + put, empty", POOL, "get+put", 1),
    ("get + put, empty, no counters", BARE, "get+put", 1),
    ("Go sync.Pool: Get + Put", GO, "SyncPoolEmpty", 1),
    ("Go bytebufferpool: Get + Put, empty", GO, "Empty", 1),
    ("1,000 appends of 30 B, put", POOL, "1000 appends of 30 B", 1),
    ("[UInt8] reused: 1,000 appends of 30 B", POOL, "[UInt8] 1000 appends of 30 B", 1),
    ("469 appends of 64 B, growing, no put", POOL, "469 appends of 64 B, grown", 1),
    ("[UInt8] new: 469 appends of 64 B", POOL, "[UInt8] 469 appends of 64 B, grown", 1),
    ("memcpy 30,000 B", POOL, "memcpy", 2),
    ("get + append 30,000 B + put", POOL, "get+append+put", 2),
    ("get + append 30,000 B, no put", POOL, "get+append", 2),
    ("Go bytebufferpool: Get + Write 30,000 B + Put", GO, "Put", 2),
    ("Go bytebufferpool: Get + Write 30,000 B, no Put", GO, "Noput", 2),
    ("get + put, empty", POOL, "get+put", 2),
    ("Go sync.Pool: Get + Put", GO, "SyncPoolEmpty", 2),
    ("Go bytebufferpool: Get + Put, empty", GO, "Empty", 2),
    ("get on one thread, put on the other", POOL, "get here, put there", 2),
]

# What is divided by what, and what it should come to.
RATIOS = [
    ("empty get + put ÷ Go's bytebufferpool, 1 thread",
     (POOL, "get+put", 1), (GO, "Empty", 1), "≤ 0.35"),
    ("empty get + put ÷ Go's bytebufferpool, 2 threads",
     (POOL, "get+put", 2), (GO, "Empty", 2), "≤ 0.2"),
    ("empty get + put ÷ Go's sync.Pool, 1 thread",
     (POOL, "get+put", 1), (GO, "SyncPoolEmpty", 1), "≤ 0.6"),
    ("throughput of empty get + put, 2 threads ÷ 1",
     (POOL, "get+put", 1), (POOL, "get+put", 2), "≥ 1.8"),
    ("get + append 30,000 + put ÷ memcpy",
     (POOL, "get+append+put", 1), (POOL, "memcpy", 1), "≤ 1.05"),
    ("get + append 30,000, no put ÷ memcpy",
     (POOL, "get+append", 1), (POOL, "memcpy", 1), "≤ 1.4"),
    ("1,000 appends of 30 B ÷ [UInt8]",
     (POOL, "1000 appends of 30 B", 1), (POOL, "[UInt8] 1000 appends of 30 B", 1), "≤ 0.6"),
    ("get + append 30,000 + put ÷ the same without counters",
     (POOL, "get+append+put", 1), (BARE, "get+append+put", 1), "≤ 1.03"),
]


def build(*arguments):
    command = ["swift", "build", "-c", "release", "--package-path", HERE, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    command.append("--show-bin-path")
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def build_all():
    programs = {}
    folder = build("--product", "pool-benchmark")
    programs[POOL] = os.path.join(folder, "pool-benchmark")
    build("--product", "nio-benchmark")
    programs[NIO] = os.path.join(folder, "nio-benchmark")
    scratch = os.path.join(HERE, ".build-without-counters")
    folder = build("--product", "pool-benchmark", "--scratch-path", scratch,
                   "-Xswiftc", "-DBYTE_BUFFER_POOL_WITHOUT_COUNTERS")
    programs[BARE] = os.path.join(folder, "pool-benchmark")
    if shutil.which("go") and os.path.isdir(GO_PACKAGE):
        programs[GO] = os.path.join(HERE, ".build", "go-benchmark")
        subprocess.run(
            ["go", "test", "-c", "-o", programs[GO]], cwd=os.path.join(HERE, "Go"), check=True,
            env={**os.environ, "GO111MODULE": "off", "GOPATH": GO_PATH})
    return programs


def nanoseconds(programs, program, case, threads, milliseconds):
    """Wall-clock nanoseconds an operation, over the operations of all threads together."""
    if program == GO:
        command = [programs[GO], "-test.run", "^$", "-test.bench", f"^Benchmark{case}$",
                   "-test.benchtime", f"{milliseconds}ms", "-test.cpu", str(threads)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return float(re.search(r"([\d.]+) ns/op", output).group(1))
    command = [programs[program], case, str(threads), str(milliseconds)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--milliseconds", type=int, default=100, help="for a case, in a round")
    options = parser.parse_args()
    programs = build_all()
    if GO not in programs:
        print("Go with bytebufferpool is not installed; its rows are left out.")
    cases = [case for case in CASES if case[1] in programs]
    rounds = []
    for _ in range(options.rounds):
        rounds.append({
            key: nanoseconds(programs, *key, options.milliseconds)
            for key in (case[1:] for case in cases)})
    print_cases(cases, rounds)
    print_ratios(programs, rounds)


def print_cases(cases, rounds):
    print("\n| | threads | ns/op | min – max |\n|---|---|---|---|")
    for title, *key in cases:
        times = [times_of_round[tuple(key)] for times_of_round in rounds]
        low, middle, high = (digits(f(times)) for f in (min, statistics.median, max))
        print(f"| {title} | {key[2]} | {middle} | {low} – {high} |")


def print_ratios(programs, rounds):
    print("\n| ratio | median | min – max | wanted |\n|---|---|---|---|")
    for title, above, below, wanted in RATIOS:
        if above[0] not in programs or below[0] not in programs:
            continue
        ratios = [times[above] / times[below] for times in rounds]
        middle, low, high = statistics.median(ratios), min(ratios), max(ratios)
        print(f"| {title} | {middle:.2f} | {low:.2f} – {high:.2f} | {wanted} |")
    costs = [times[POOL, "get+put", 1] - times[BARE, "get+put", 1] for times in rounds]
    middle, low, high = statistics.median(costs), min(costs), max(costs)
    print(f"| counters on an empty get + put, ns | {middle:.2f} | {low:.2f} – {high:.2f} | < 2 |")


def digits(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


if __name__ == "__main__":
    main()
