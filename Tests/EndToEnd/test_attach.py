"""Go programs that run, watched from outside."""

import json
import os
import shutil
import subprocess
import unittest

from case import POOLMON, Case, read_session
from go_programs import build, built, lack
from terminal import Terminal


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class Attach(Case):
    # What DWARF calls pools that have other names without it.
    written = {
        "main.sized": "main.sized[0]",
        "main.sized+40": "main.sized[1]", "main.sized+80": "main.sized[2]",
        "main.inStruct+8": "main.inStruct.pool", "main.inStruct+232": "main.inStruct.buffers",
        "pool of main.newOnHeap": "main.onHeap.pool",
    }

    @classmethod
    def setUpClass(cls):
        # A name that nothing else on this machine has.
        cls.name = "keeper" + os.urandom(3).hex()
        cls.program = built(cls, "poolkeeper", cls.name)

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

    def check_pools(self, sample, truth):
        """What is seen is what is true."""
        pools = {pool["name"]: pool for pool in sample["pools"]}
        for name, content in truth["pools"].items():
            # Names that a person would write come a moment later.
            pool = pools.get(name) or pools[self.written[name]]
            self.assertEqual(
                (pool["retained_objects"], pool["retained_bytes"]),
                (content["objects"], content["space"]), name)
            self.assertNotIn("gets", pool, "Go does not count them")

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
            self.check_pools(sample, truth)
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

    def test_numbers_that_are_not_of_a_go_program(self):
        # A shell that becomes poolmon has its number.
        run = subprocess.run(
            ["sh", "-c", f"exec {POOLMON} attach $$"], capture_output=True, text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertRegex(run.stderr, r"\Apoolmon: \d+ is poolmon itself\n\Z")
        for number in range(2, 100):
            try:
                with open(f"/proc/{number}/stat") as file:
                    flags = int(file.read().rsplit(")", 1)[1].split()[6])
            except OSError:
                continue
            # PF_KTHREAD of proc(5); a container shows none.
            if flags & 0x00200000:
                self.assertIn("is a thread of the kernel", self.check_failure(str(number)))
                break
        # It has ended, and its parent does not know yet.
        process = self.start()
        process.stdin.close()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        self.assertIn(f"there is no process {process.pid}", self.check_failure(str(process.pid)))
        process.stdin = open(os.devnull, "w")
        words = self.check_failure("--", "false")
        self.assertEqual(words, "poolmon: false ended at once, with exit code 1\n")

    @unittest.skipUnless(os.geteuid() == 0, "only root can be somebody else")
    def test_no_permission(self):
        process = self.start()
        own = shutil.copy(POOLMON, self.path("poolmon"))
        os.chmod(self.folder, 0o755)
        run = subprocess.run(
            [own, "attach", str(process.pid)], capture_output=True, text=True, timeout=60,
            user=65534, group=65534, extra_groups=[], cwd="/")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertRegex(
            run.stderr, rf"\Apoolmon: may not read the memory of \S+ \(PID {process.pid}\): "
            r"it runs as user 0, poolmon as 65534\. Run poolmon as root, [^\n]*cap_sys_ptrace"
            r"[^\n]*'poolmon attach -- PROGRAM'\n\Z")

    def test_other_namespaces(self):
        can = subprocess.run(["unshare", "-pf", "--mount-proc", "true"], capture_output=True)
        if can.returncode:
            self.skipTest("there can be no other namespace")
        # From outside, a program in a namespace is one like others.
        process = subprocess.Popen(
            ["unshare", "-pf", "--kill-child", self.program], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        truth, heap = self.ask(process, "truth")
        run = self.plain("attach", self.name, "--duration", "100ms", "--record", "-")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.check_pools(json.loads(run.stdout.splitlines()[-1]), truth)
        # From inside, those outside are not there; nor are the numbers of another /proc ours.
        inside = ["unshare", "-pf", "--mount-proc", POOLMON, "attach", "4000000"]
        run = subprocess.run(inside, capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("there is no process 4000000", run.stderr)
        inside.remove("--mount-proc")
        run = subprocess.run(inside, capture_output=True, text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertRegex(
            run.stderr, r"\Apoolmon: /proc is of another PID namespace than poolmon[^\n]+\n\Z")

    def test_another_machine(self):
        """A program of 32 bits, which this kernel may run."""
        program = self.path("narrow")
        build("teller", program, GOARCH="386")
        try:
            process = subprocess.Popen(
                [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except OSError:
            self.skipTest("this kernel runs no programs of 32 bits")
        self.addCleanup(self.end, process)
        process.stdout.readline()
        self.assertIn(
            f"narrow (PID {process.pid}) is not of linux/amd64",
            self.check_failure(str(process.pid)))

    def test_a_program_whose_file_is_gone(self):
        """Deleted, or another in its place: it is read as it runs, exactly."""
        for replace in [False, True]:
            program = shutil.copy(self.program, self.path(self.name))
            process = subprocess.Popen(
                [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            self.addCleanup(self.end, process)
            truth, heap = self.ask(process, "truth")
            os.remove(program)
            if replace:
                shutil.copy("/bin/true", program)
            run = self.plain(
                "attach", str(process.pid), "--duration", "100ms", "--record", "-")
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            header, *samples = [json.loads(line) for line in run.stdout.splitlines()]
            self.assertEqual(header["source"]["program"], self.name)
            self.check_pools(samples[-1], truth)

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

    def test_what_a_started_program_started_ends_with_it(self):
        """Whether it is asked to end or has to be killed, and whoever of them ends first."""
        script = self.path("start")
        for stubborn, goes in [(False, False), (True, False), (False, True)]:
            with open(script, "w") as file:
                trap = "trap '' TERM;" if stubborn else ""
                last = f"exec {self.program} < in" if not goes else f"{self.program} < in & sleep 1"
                file.write(f"#!/bin/sh\nrm -f in; mkfifo in; exec 3<>in; echo truth > in\n"
                           f"({trap} while :; do sleep 0.1; done) & echo $! > other\n{last}\n")
            os.chmod(script, 0o755)
            if goes:
                # The shell is no Go program, and what it started is not asked for.
                self.check_failure("--output", "said", "--", script)
            else:
                run = self.plain("attach", "--duration", "300ms", "--output", "said", "--", script)
                self.assertEqual(run.returncode, 0, run)
                self.assertEqual("was killed" in run.stderr, stubborn, run.stderr)
            with open(self.path("other")) as file:
                other = int(file.read())
            try:
                with open(f"/proc/{other}/stat") as file:
                    self.assertEqual(file.read().rsplit(")", 1)[1].split()[0], "Z")
            except FileNotFoundError:
                pass
            left = subprocess.run(["pgrep", "-f", f"^{self.program}"], capture_output=True)
            self.assertEqual(left.stdout, b"")

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
