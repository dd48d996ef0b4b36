"""Runs the built program in a real terminal (tmux) and without one, as a person would.

    python3 Tests/EndToEnd/run.py           all but README's commands; build for release first
    python3 Tests/EndToEnd/run.py readme    README's commands, which build by themselves
    python3 Tests/EndToEnd/run.py replay    one file of tests

Waits for what is to be seen, never for a time; asserts nothing about speed.
"""

import os
import sys
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))

if __name__ == "__main__":
    sys.path.insert(0, FOLDER)
    names = [name[:-3] for name in sorted(os.listdir(FOLDER)) if name.startswith("test_")]
    asked = [f"test_{name}" for name in sys.argv[1:]]
    if unknown := [name[5:] for name in asked if name not in names]:
        sys.exit(f"there is no file of tests {unknown[0]!r}: {' '.join(n[5:] for n in names)}")
    chosen = [name for name in names if name in asked or not asked and name != "test_readme"]
    suite = unittest.defaultTestLoader.loadTestsFromNames(chosen)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    # A test may fail in several of its parts.
    cases = [getattr(case, "test_case", case) for case, _ in result.failures + result.errors]
    failed = len({case.id() for case in cases})
    print(f"end-to-end: {result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed or not result.testsRun else 0)
