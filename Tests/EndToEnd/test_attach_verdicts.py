"""What is wrong with the pools of Go programs, told from outside: the right word and no other."""

import subprocess
import unittest

from case import POOLMON, Case
from go_programs import Target, built, lack

# What is found, by the mode of the program: see Tests/GoTargets/pooluser.
FOUND = {
    "healthy": "healthy", "begun": "healthy",
    "noput": "not put back", "stopped": "not put back", "forgetful": "not put back",
    "emptied": "calibration poisoned", "poisoned": "calibration poisoned",
    "misfit": "misfit", "dropped": "misfit", "hoarding": "hoarding",
    # Nothing is wrong, and nothing proves that all is well.
    "busy": "no finding", "idle": "no finding", "kept": "no finding", "held": "no finding",
}


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class Verdicts(Case):
    @classmethod
    def setUpClass(cls):
        cls.program = built(cls, "pooluser")

    def record(self, mode):
        """Begins to watch a program of this mode; returns the watcher."""
        target = Target(self.program, mode)
        self.addCleanup(target.end)
        # It has done what comes before.
        target.said()
        return subprocess.Popen(
            [POOLMON, "attach", str(target.pid), "--duration", "9s", "--record",
             self.path(f"{mode}.ndjson")],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def found(self, mode):
        """What a recording says: the names of findings, or the verdict's word."""
        run = self.plain("check", f"{mode}.ndjson", "--fail-on", "never")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        lines = [line for line in run.stdout.splitlines() if not line.startswith(" ")]
        words = {line.split("  ")[1] if "  " in line else line.split(":")[0] for line in lines}
        return words, run.stdout

    def check(self, modes):
        watchers = {mode: self.record(mode) for mode in modes}
        for mode, watcher in watchers.items():
            with self.subTest(mode):
                words = watcher.communicate(timeout=60)[1]
                self.assertEqual((watcher.returncode, words), (0, ""))
                found, text = self.found(mode)
                self.assertEqual(found, {FOUND[mode]}, text)

    def test_each_use_has_its_word(self):
        modes = list(FOUND)
        # Together, since most of the time is waiting; in halves, since two cores are enough for so
        # many.
        self.check(modes[::2])
        self.check(modes[1::2])
