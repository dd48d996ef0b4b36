"""The experiment: heap models, workloads, demonstrations, comparisons."""

import csv
import fcntl
import json
import os
import signal
import subprocess
import termios
import time

from case import MEBIBYTE, POOLMON, Case, read_session
from terminal import Terminal


def children(parent):
    """Processes that a comparison has started and that live."""
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout
    return [int(pid) for pid in found.split()]


def state(pid):
    """The letter that ps has for a process; empty once it is gone."""
    command = ["ps", "-o", "stat=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True).stdout[:1]


class Lab(Case):
    def test_one_key_is_the_difference_between_the_languages(self):
        record = self.path("run.ndjson")
        with Terminal() as terminal:
            terminal.type(f"{POOLMON} --mode noput --record {record}; echo exit''-code=$?")
            terminal.wait_for("a model of Go's")
            # Cycles in thousands a second, and garbage.
            terminal.wait_for(r"cycles +[\d.]+ k/s +collector +[1-9]")
            terminal.press("g")
            terminal.wait_for("freed at once")
            terminal.wait_for(r"cycles +– +collector +–")
            terminal.wait_for("heap counted")
            terminal.press("g")
            terminal.wait_for(r"cycles +[\d.]+ k/s")
            terminal.press("q")
            terminal.wait_for("exit-code=0")
        _, samples = read_session(record)
        last = samples[-1]
        held = last["heap"]["garbage_bytes"] + last["pools"][0]["retained_bytes"]
        self.assertEqual(last["heap"]["alloc_bytes"] - last["heap"]["free_bytes"], held)
        models = [sample["heap"]["model"] for sample in samples]
        switches = [m for i, m in enumerate(models) if i == 0 or m != models[i - 1]]
        self.assertEqual(switches, ["collected", "counted", "collected"])

    def test_counted_has_no_garbage_and_no_cycles(self):
        record = self.path("run.ndjson")
        run = self.plain(
            "--mode", "noput", "--heap", "counted", "--duration", "1s", "--record", record)
        self.assertEqual(run.returncode, 0, run.stderr)
        _, samples = read_session(record)
        for sample in samples:
            self.assertNotIn("garbage_bytes", sample["heap"])
            self.assertNotIn("collections", sample["heap"])
        self.assertEqual(samples[-1]["heap"]["alloc_bytes"], samples[-1]["heap"]["free_bytes"])

    def test_a_workload_is_chosen_while_running(self):
        with Terminal() as terminal:
            terminal.type(f"{POOLMON} --rate 1000; echo exit''-code=$?")
            terminal.wait_for("lab · request-log · 30,000 B")
            terminal.press("w")
            terminal.wait_for("▶ request-log")
            terminal.press("Down", "Down")
            terminal.wait_for("▶ burst")
            terminal.wait_for("look for: the pool retains 64 MiB")
            terminal.press("Enter")
            terminal.wait_for("lab · burst · 1 worker")
            terminal.wait_for(r"retained +6[45]\.\d MiB")
            terminal.press("b")
            terminal.press("w", "Up", "Enter")
            terminal.wait_for("lab · forgetful")
            terminal.press("f")
            terminal.wait_for("6.0 % are forgotten")
            terminal.press("F", "F")
            terminal.wait_for("4.0 % are forgotten")
            terminal.press("c")
            terminal.press("q")
            terminal.wait_for("exit-code=0")

    def test_the_catalogue(self):
        lines = self.plain("workloads").stdout.splitlines()
        names = [line.split()[0] for line in lines if not line.startswith(" ")]
        self.assertEqual(len(names), 11)
        self.assertTrue(all(len(line) <= 110 for line in lines))
        for name in names:
            with self.subTest(name):
                run = self.plain("--workload", name, "--rate", "2000", "--duration", "300ms")
                self.assertEqual((run.returncode, run.stderr), (0, ""))
                self.assertIn(f"lab · {name} · ", run.stdout)

    def test_a_demonstration_tells_its_story(self):
        with Terminal(width=80, height=24) as terminal:
            terminal.type(f"{POOLMON} demo burst; echo exit''-code=$?")
            terminal.wait_for("» A burst: 64 buffers of 1 MiB at once")
            terminal.wait_for("» Small messages follow. The pool retains")
            terminal.wait_for("» 42,001 small puts: a calibration", seconds=60)
            terminal.wait_for("» The pool has let all go", seconds=60)
            terminal.press("q")
            terminal.wait_for("exit-code=0")
        run = self.plain("demo", "oversize", "--duration", "300ms")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("» Every buffer is of 100,000 B", run.stdout)

    def test_a_session_on_stdout_and_its_lengths(self):
        first = self.plain("--workload", "cliff", "--record", "-", "--duration", "300ms")
        self.assertEqual((first.returncode, first.stderr), (0, ""))
        path = self.path("cliff.ndjson")
        with open(path, "w") as file:
            file.write(first.stdout)
        _, samples = read_session(path)
        large, small = (samples[-1]["pools"][0]["class_puts"][i] for i in (14, 4))
        subprocess.run(["gzip", "-k", path], check=True)
        for sizes in (path, path + ".gz"):
            again = self.plain(
                "--sizes", sizes, "--record", "-", "--duration", "300ms", "--seed", "2")
            self.assertEqual((again.returncode, again.stderr), (0, ""))
            puts = json.loads(again.stdout.splitlines()[-1])["pools"][0]["class_puts"]
            self.assertGreater(puts[14], 0)
            self.assertAlmostEqual(puts[14] / sum(puts), large / (large + small), delta=0.005)
        # Its reader goes: no complaint.
        pipe = subprocess.run(
            ["bash", "-c", f"{POOLMON} --record - | head -n 2 | wc -l; echo ${{PIPESTATUS[0]}}"],
            capture_output=True, text=True, timeout=60)
        self.assertEqual((pipe.stdout.split(), pipe.stderr), (["2", "0"], ""))

    def test_a_session_appended_to_what_others_wrote(self):
        """An error costs the session's own line, and nothing of what was there before."""
        path = self.path("log")
        with open(path, "w") as file:
            file.write("mine\n" * 20000)
        command = f"ulimit -f 100; '{POOLMON}' --record - --interval 10ms >> {path}"
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("cannot write 'stdout': File too large", run.stderr)
        with open(path) as file:
            self.assertTrue(file.read().startswith("mine\n" * 20000))

    def test_a_run_whose_reader_has_stopped_can_be_ended(self):
        process = subprocess.Popen(
            [POOLMON, "--record", "-", "--interval", "10ms"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, pipesize=4096)
        waiting = bytearray(4)
        end = time.monotonic() + 20
        while int.from_bytes(waiting, "little") < 2500 and time.monotonic() < end:
            time.sleep(0.05)
            fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=20), 143)
        self.assertEqual(process.stderr.read(), b"")
        process.stdout.close()
        process.stderr.close()

    def test_a_leak_is_still_there_at_the_end(self):
        run = self.plain(
            "--workload", "leak", "--heap", "counted", "--rate", "50000", "--duration", "600ms",
            "--record", "-")
        last = json.loads(run.stdout.splitlines()[-1])
        pool, heap = last["pools"][0], last["heap"]
        outstanding = pool["gets"] - pool["puts"] - pool["abandoned"]
        self.assertGreater(outstanding, 5)
        self.assertGreaterEqual(heap["alloc_objects"] - heap["free_objects"], outstanding)


class Compare(Case):
    short = ("compare", "--runs", "2", "--duration", "500ms")

    def test_the_table(self):
        run = self.plain(*self.short)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        lines = run.stdout.splitlines()
        self.assertIn("2 runs of 500 ms each", lines[0])
        self.assertRegex(lines[2], r"put +noput +noput ÷ put$")
        for title in ("RSS average", "RSS peak", "in-use space", "alloc space", "CPU", "hit ratio"):
            self.assertTrue(any(line.startswith(title) for line in lines), title)
        self.assertTrue(all(len(line) <= 80 for line in lines[1:]), run.stdout)

    def test_the_figures_are_the_experiments(self):
        run = self.plain(*self.short, "--format", "json")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        result = json.loads(run.stdout)
        a, b = result["a"], result["b"]
        self.assertEqual((a["label"], b["label"]), ("put", "noput"))
        self.assertEqual((a["collections_per_s"], result["ratio"]["collections_per_s"]), (0, None))
        self.assertGreater(b["collections_per_s"], 0)
        self.assertGreater(result["ratio"]["alloc_bytes"], 1000)
        self.assertAlmostEqual(b["allocs_per_op"], 1, delta=0.001)
        self.assertEqual(b["hit_percent"], 0)
        self.assertLessEqual(a["rss_peak_bytes"], 12 * MEBIBYTE)
        self.assertLessEqual(b["min"]["rss_peak_bytes"], b["max"]["rss_peak_bytes"])

    def test_any_two_ways(self):
        run = self.plain(
            *self.short, "--mode", "noput", "--a", "--heap counted", "--b", "--heap collected",
            "--format", "csv")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        table = csv.DictReader(run.stdout.splitlines())
        rows = {(row["figure"], row["side"]): row for row in table}
        self.assertEqual(rows["collections_per_s", "a"]["median"], "")
        self.assertGreater(float(rows["collections_per_s", "b"]["median"]), 0)
        self.assertEqual(rows["rss_avg_bytes", "b"]["label"], "--heap collected")
        run = self.plain(*self.short, "--format", "markdown")
        self.assertIn("| | put | noput | noput ÷ put |", run.stdout.splitlines())

    def test_progress_in_a_terminal(self):
        with Terminal() as terminal:
            terminal.type(f"{POOLMON} compare --runs 1 --duration 2s; echo exit''-code=$?")
            terminal.wait_for(r"run 1 of 2: put, 00:00:0\d of 00:00:02, RSS [\d.]+ MiB")
            terminal.wait_for("run 2 of 2: noput")
            terminal.wait_for("exit-code=0")
            self.assertNotIn("run 2 of 2", terminal.screen())

    def start(self):
        """A comparison and its first child."""
        process = subprocess.Popen(
            [POOLMON, "compare", "--duration", "60s"], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)
        self.wait(lambda: children(process.pid))
        (child,) = children(process.pid)
        return process, child

    def wait(self, condition):
        end = time.monotonic() + 20
        while not condition() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertTrue(condition())

    def test_a_child_that_is_killed(self):
        process, child = self.start()
        os.kill(child, signal.SIGKILL)
        out, err = process.communicate(timeout=20)
        self.assertEqual((process.returncode, out), (1, ""))
        self.assertEqual(err, "poolmon: put failed: it was killed by signal 9 (Killed)\n")

    def test_no_child_is_left_behind(self):
        for name, status in (("TERM", 143), ("INT", 130), ("KILL", -9)):
            with self.subTest(name):
                process, child = self.start()
                process.send_signal(getattr(signal, "SIG" + name))
                out, err = process.communicate(timeout=20)
                self.assertEqual((process.returncode, out, err), (status, "", ""))
                self.wait(lambda: state(child) in ("", "Z"))

    def test_stop_and_go_on(self):
        with Terminal() as terminal:
            terminal.type(f"{POOLMON} compare --runs 1 --duration 2s")
            terminal.wait_for("run 1 of 2")
            terminal.press("C-z")
            terminal.wait_for("Stopped")
            terminal.type("clear; fg; echo exit''-code=$?")
            terminal.wait_for("exit-code=0")
            self.assertIn("RSS peak", terminal.screen())
            terminal.type("clear; " + POOLMON + " compare --duration 60s")
            terminal.wait_for("run 1 of 6")
            terminal.press("C-z")
            terminal.wait_for("Stopped")
            # The child was stopped as well, and has to go too.
            terminal.type("clear; kill %")

            def has_ended(screen):
                # The shell tells before its next prompt.
                terminal.press("Enter")
                return "Exit 143" in screen

            terminal.wait_until(has_ended, "the end of a comparison that was stopped")

    def test_a_child_that_cannot_run(self):
        """Its own words are shown."""
        command = f"ulimit -v 1000000; '{POOLMON}' compare --runs 1 --workers 256"
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertRegex(run.stderr, r"^poolmon: put failed: cannot start [^\n]*\n$")
