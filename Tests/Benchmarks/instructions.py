"""Counts the instructions of an empty get + put under callgrind, and fails above a threshold.

The count is the same on every run of the same binary, whatever else the machine does. Two runs with
different numbers of operations cancel out what start and end cost.
"""

import os
import re
import subprocess
import sys
import tempfile

from run import build

# Measured: see docs/BENCHMARKS.md. A change that needs more has to say why there.
THRESHOLDS = {"get+put": 95}
FEW, MANY = 10_000, 110_000


def instructions(program, case, count):
    with tempfile.TemporaryDirectory() as folder:
        # Without symbols, since valgrind 3.19 gives up on Swift's.
        stripped = os.path.join(folder, "program")
        subprocess.run(["strip", "-o", stripped, program], check=True)
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out",
             stripped, case, "1", f"={count}"], capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", result.stderr)
    if not found:
        sys.exit(f"callgrind gave no count:\n{result.stderr}")
    return int(found.group(1))


def main():
    program = os.path.join(build("--product", "pool-benchmark"), "pool-benchmark")
    failed = False
    for case, threshold in THRESHOLDS.items():
        difference = instructions(program, case, MANY) - instructions(program, case, FEW)
        each = difference / (MANY - FEW)
        failed |= each > threshold
        print(f"{case}: {each:.1f} instructions, at most {threshold} wanted")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
