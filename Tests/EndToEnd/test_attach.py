"""Go programs that run, watched from outside."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

from case import POOLMON, Case, read_session
from go_programs import build, lack
from terminal import Terminal


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class Attach(Case):
    @classmethod
    def setUpClass(cls):
        cls.programs = tempfile.mkdtemp(prefix="poolmon-go-")
        cls.addClassCleanup(shutil.rmtree, cls.programs)
        # A name that nothing else on this machine has.
        cls.name = "keeper" + os.path.basename(cls.programs).removeprefix("poolmon-go-")[:6]
        cls.program = os.path.join(cls.programs, cls.name)
        build("poolkeeper", cls.program)

    def start(self):
        """Starts the target and waits until its pools are filled."""
        process = subprocess.Popen(
            [self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        self.ask(process, "truth")
        return process

    def ask(self, process, word):
        """What is true of its pools, and of its heap."""
        process.stdin.write(word + "\n")
        process.stdin.flush()
        return [json.loads(process.stdout.readline()) for _ in range(2)]

    def end(self, process):
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=20)

    def check_failure(self, *arguments, code=1):
        """Attaching fails with one line; returns it."""
        run = self.plain("attach", *arguments)
        self.assertEqual((run.returncode, run.stdout), (code, ""), run)
        self.assertRegex(run.stderr, r"\Apoolmon: [^\n]+\n\Z")
        return run.stderr

    def test_rows_and_a_recording(self):
        process = self.start()
        truth, heap = self.ask(process, "truth")
        run = self.plain("attach", str(process.pid), "--duration", "1s", "--interval", "200ms",
                         "--record", "go.ndjson")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        heading, *lines = run.stdout.splitlines()
        self.assertIn("retained", heading)
        rows = [line for line in lines if line.startswith("00:00:")]
        self.assertGreaterEqual(len(rows), 2)
        self.assertEqual({len(row) for row in rows}, {len(heading)}, "rows are aligned")
        self.assertIn("main.bufferPool: 6.25 MiB in 100 objects of *bytes.Buffer", run.stdout)
        header, samples = read_session(self.path("go.ndjson"))
        self.assertEqual(
            header["source"], {"kind": "attach", "program": self.name, "pid": process.pid,
                               "go": truth["version"]})
        for sample in samples:
            pools = {pool["name"]: pool for pool in sample["pools"]}
            for name, content in truth["pools"].items():
                self.assertEqual(
                    (pools[name]["retained_objects"], pools[name]["retained_bytes"]),
                    (content["objects"], content["space"]), name)
                self.assertNotIn("gets", pools[name], "Go does not count them")
            self.assertEqual(
                [sample["heap"]["alloc_bytes"], sample["heap"]["alloc_objects"]], heap[:2])
        self.assertIsNone(process.poll(), "it goes on")
        replay = self.plain("replay", "go.ndjson")
        self.assertEqual(replay.returncode, 0)
        self.assertEqual(replay.stdout.splitlines()[0], heading)

    def test_by_name(self):
        first = self.start()
        run = self.plain("attach", self.name, "--duration", "300ms")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn(f"attach · {self.name} · PID {first.pid} · go1.", run.stdout)
        second = self.start()
        words = self.check_failure(self.name)
        self.assertIn(f"2 Go programs are named '{self.name}'", words)
        self.assertIn(f"{first.pid}", words)
        self.assertIn(f"{second.pid}", words)

    def test_its_end_ends_the_run(self):
        process = self.start()
        watcher = subprocess.Popen(
            [POOLMON, "attach", str(process.pid), "--interval", "20ms", "--record", "-"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        # The header and two samples.
        for _ in range(3):
            self.assertTrue(watcher.stdout.readline().startswith("{"))
        self.ask(process, "gc")
        process.stdin.close()
        process.wait(timeout=20)
        rest, words = watcher.communicate(timeout=20)
        self.assertEqual(watcher.returncode, 0)
        self.assertEqual(words, f"poolmon: {self.name} (PID {process.pid}) has ended\n")
        for line in rest.splitlines():
            json.loads(line)
        process.stdin = open(os.devnull, "w")

    def test_what_cannot_be_watched(self):
        self.assertIn("there is no process 999999999", self.check_failure("999999999"))
        self.assertIn("is no Go program", self.check_failure(str(os.getpid())))
        self.assertIn("is no process's number", self.check_failure("0"))
        self.assertIn("no Go program named 'nobody'", self.check_failure("nobody"))
        self.assertIn("say what to attach to", self.check_failure(code=2))
        self.assertIn("not both", self.check_failure("1", "--", "x", code=2))
        self.assertIn(
            "cannot start ./nothing: No such file", self.check_failure("--", "./nothing"))
        self.assertIn("is no Go program", self.check_failure("--", "sleep", "100"))

    def test_a_program_that_is_started(self):
        """It is ended with the run, and what it writes is kept."""
        script = self.path("start")
        with open(script, "w") as file:
            # With an input that stays open; the shell gives way to the program.
            file.write(f"#!/bin/sh\nmkfifo in; exec 3<>in; echo truth > in\n"
                       f"exec {self.program} < in\n")
        os.chmod(script, 0o755)
        run = self.plain("attach", "--duration", "1s", "--output", "said", "--", script)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn(f"attach · {self.name} · PID ", run.stdout)
        self.assertIn("main.largePool", run.stdout)
        with open(self.path("said")) as file:
            self.assertIn("main.bufferPool", file.read())
        left = subprocess.run(["pgrep", "-f", f"^{self.program}"], capture_output=True, text=True)
        self.assertEqual(left.stdout, "")

    def test_processes(self):
        process = self.start()
        run = self.plain("processes")
        self.assertEqual(run.returncode, 0)
        rows = [line.split() for line in run.stdout.splitlines()]
        self.assertIn([str(process.pid), self.name], [row[:2] for row in rows])
        row = next(row for row in rows if row[0] == str(process.pid))
        self.assertEqual(row[3:], ["yes", "yes"], "it has bytebufferpool, and we may watch it")

    def test_in_a_terminal(self):
        process = self.start()
        with Terminal(120, 40) as terminal:
            terminal.type(f"{POOLMON} attach {process.pid}; echo exit''-code=$?")
            terminal.wait_for(f"poolmon  attach · {self.name} · PID {process.pid} · go1.")
            terminal.wait_for("WATCHING")
            terminal.wait_for("in use")
            process.stdin.close()
            terminal.wait_for("has ended")
            # What was seen stays, until a person has seen it.
            self.assertNotIn("exit-code", terminal.screen())
            terminal.press("q")
            terminal.wait_for("exit-code=0")
        process.stdin = open(os.devnull, "w")
