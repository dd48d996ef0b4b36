"""What other retention policies would have done."""

import json
import os
import unittest

from case import Case, POOLMON
from terminal import Terminal


class WhatIf(Case):
    def record(self, name, *arguments):
        path = self.path(name)
        run = self.plain("--duration", "1s", "--record", path, *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        return path

    def bad(self, code, message, *arguments):
        run = self.plain("whatif", *arguments)
        self.assertEqual((run.returncode, run.stdout), (code, ""), run.stderr)
        self.assertRegex(run.stderr, message)
        self.assertEqual(run.stderr.count("\n"), 1)

    def test_policies_are_told_for_people_and_for_programs(self):
        path = self.record("reset.ndjson", "--workload", "reset-before-put")
        run = self.plain("whatif", path, "--cap", "1KiB")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        for words in ("policy", "hard cap 1 KiB", "as it ran: calibrated", "best for these uses"):
            self.assertIn(words, run.stdout)
        run = self.plain("whatif", path, "--cap", "1KiB", "--format", "json")
        told = json.loads(run.stdout)
        policies = {policy["name"]: policy for policy in told["policies"]}
        misses = {name: policy["misses_per_1000_gets"] for name, policy in policies.items()}
        self.assertEqual(misses["hard cap 1 KiB"], [1000, 1000])
        self.assertLess(misses["calibrated, by capacity"][1], 1)
        self.assertFalse(policies["calibrated"]["best"])
        # The policy that ran comes to what really happened.
        low, high = policies["calibrated"]["allocated_bytes"]
        really = told["as_it_ran"]["allocated_bytes"][0]
        self.assertLess(low * 0.95, really)
        self.assertLess(really, high * 1.05)

    def test_the_lab_is_told_exactly(self):
        run = self.plain(
            "whatif", "--workload", "web", "--duration", "2s", "--rate", "5000",
            "--format", "json")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        told = json.loads(run.stdout)
        self.assertTrue(told["exact"])
        policies = {policy["name"]: policy for policy in told["policies"]}
        for figure in ("misses_per_1000_gets", "allocated_bytes", "utilisation"):
            self.assertEqual(policies["calibrated"][figure], told["as_it_ran"][figure])
        again = self.plain(
            "whatif", "--workload", "web", "--duration", "2s", "--rate", "5000",
            "--format", "json")
        self.assertEqual(run.stdout, again.stdout)

    def test_it_is_on_the_screen_while_it_runs(self):
        terminal = self.enterContext(Terminal(width=80, height=24))
        terminal.type(f"{POOLMON} --workload reset-before-put; echo exit''-code=$?")
        terminal.wait_for("PUT")
        terminal.press("i")
        terminal.wait_for(r"● . calibrated, by capacity +\S.*iB")
        # The sentence may go on in the next row.
        terminal.wait_for(r"best for these uses: a unbounded;")
        terminal.press("i")
        terminal.wait_for("size classes")
        terminal.press("q")
        terminal.wait_for("exit-code=0")

    def test_what_cannot_be_told_is_one_line(self):
        noput = self.record("noput.ndjson", "--mode", "noput")
        self.bad(1, "nothing was put into 'default'", noput)
        self.bad(2, "has no pool 'x'; it has 'default'", noput, "--pool", "x")
        self.bad(1, "has no sample in that time", noput, "--from", "5:00")
        self.bad(2, "a number of bytes is written as", noput, "--cap", "much")
        self.bad(2, "--cap is from 1", noput, "--cap", "0")
        self.bad(2, "give a session's file or --duration, not both", noput, "--duration", "1s")
        self.bad(2, "are for the lab, with --duration", noput, "--workload", "web")
        self.bad(2, "name a session's file, or give --duration")
        self.bad(2, "--workers is 1 here", "--duration", "1s", "--workers", "2")
        self.bad(2, "has to be from 1 to 50,000,000 operations", "--duration", "100h")
        self.bad(1, "nothing was put in that time", "--duration", "1s", "--mode", "noput")
        self.bad(1, "none.ndjson", os.path.join(os.path.dirname(noput), "none.ndjson"))


if __name__ == "__main__":
    unittest.main()
