"""The same run as rows of text."""

import fcntl
import os
import re
import signal
import subprocess
import termios
import time

from case import MEBIBYTE, POOLMON, Case, pids, read_session
from terminal import Terminal


class WithoutTerminal(Case):
    def check_rows(self, text):
        self.assertNotIn("\x1b", text)
        heading, *lines = text.splitlines()
        rows = [line for line in lines if re.match(r"\d\d:\d\d:\d\d\.\d ", line)]
        # 1 s in steps of 200 ms; a late sample makes one row of two.
        self.assertIn(len(rows), range(2, 7), text)
        self.assertTrue(rows[-1].startswith("00:00:01."), text)
        self.assertEqual({len(row) for row in rows}, {len(heading)}, "rows are aligned")
        self.assertIn("RSS", heading)
        self.assertRegex(text, r"\n  gets +[\d,]+")

    def test_rows_of_text(self):
        run = self.plain("--duration", "1s", "--interval", "200ms")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.check_rows(run.stdout)

    def test_without_anything(self):
        # Python itself sets LC_CTYPE where there is no locale.
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("TERM", "LANG") and not name.startswith("LC_")}
        run = self.plain("--duration", "1s", "--interval", "200ms", "--mode", "noput",
                         "--workers", "2", env=environment, stdin=subprocess.DEVNULL)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.check_rows(run.stdout)
        self.assertTrue(run.stdout.isascii())
        self.assertIn("noput", run.stdout)

    def test_closed_descriptors_get_nothing_of_each_other(self):
        for closed in ("<&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"):
            with self.subTest(closed):
                record = self.path("closed.ndjson")
                command = f"'{POOLMON}' --duration 300ms --record {record} --force {closed}"
                run = subprocess.run(["bash", "-c", command], timeout=60, capture_output=True)
                self.assertEqual(run.returncode, 0, run.stderr)
                self.assertGreater(len(read_session(record)[1]), 1)

    def test_ignored_signals_stay_ignored(self):
        process = subprocess.Popen(
            ["nohup", POOLMON, "--duration", "1s"], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        rest, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)
        self.assertIn("calibrated", rest)

    def test_it_is_small(self):
        """At most 12 MiB resident in put mode, with the dashboard and all recent samples; recording
        them takes the encoder's two mebibytes more, most of them pages of the program."""
        for limit, arguments in ((12, ""), (14, f"--record {self.path('small.ndjson')}")):
            with self.subTest(arguments), Terminal() as terminal:
                terminal.type(f"{POOLMON} --interval 10ms {arguments}; echo exit''-code=$?")
                # More samples than are kept one by one.
                terminal.wait_for(r"00:00:(19|2\d)", seconds=60)
                (pid,) = pids()
                with open(f"/proc/{pid}/status") as file:
                    peak = int(re.search(r"VmHWM:\s+(\d+) kB", file.read()).group(1))
                terminal.press("q")
                terminal.wait_for("exit-code=0")
                self.assertLessEqual(peak * 1024, limit * MEBIBYTE)

    def test_plain_in_a_terminal(self):
        with Terminal() as terminal:
            self.assertEqual(terminal.run(f"{POOLMON} --plain --duration 1s --interval 200ms"), 0)
            self.assertEqual(terminal.flag("alternate_on"), "0")
            self.assertIn("operations    allocated", terminal.screen())

    def test_a_reader_that_goes(self):
        command = f"'{POOLMON}' --interval 10ms | head -n 3; echo ${{PIPESTATUS[0]}}"
        run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.stderr, "")
        self.assertEqual(run.stdout.splitlines()[-1], "0")

    def test_a_rate_is_kept(self):
        run = self.plain("--rate", "1000", "--duration", "2s", "--interval", "500ms")
        operations = int(re.search(r"operations +([\d,]+)", run.stdout).group(1).replace(",", ""))
        self.assertRegex(run.stdout, r"\n  verdict      (learning|healthy|no finding): ")
        # No more than were due; how many fewer depends on the machine.
        self.assertLessEqual(operations, 2300)
        self.assertGreater(operations, 0)

    def test_an_output_that_is_full(self):
        with open("/dev/full", "w") as full:
            run = self.plain("--duration", "1s", capture_output=False, stdout=full,
                             stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr, "poolmon: cannot write to stdout: No space left on device\n")

    def test_ended_while_nobody_reads(self):
        process = subprocess.Popen(
            [POOLMON, "--plain", "--interval", "10ms"], stdout=subprocess.PIPE,
            pipesize=4096)
        waiting = bytearray(4)
        end = time.monotonic() + 20
        while int.from_bytes(waiting, "little") < 3900 and time.monotonic() < end:
            time.sleep(0.05)
            fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=20), 143)
        process.stdout.close()

    def test_interrupted(self):
        process = subprocess.Popen([POOLMON, "--plain"], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 0)
        self.assertIn("calibrated", rest)

    def test_version_and_help(self):
        self.assertRegex(self.plain("--version").stdout, r"^poolmon \d+\.\d+\.\d+\n$")
        for words in (["--help"], ["help"], ["lab", "--help"], ["help", "lab"]):
            run = self.plain(*words)
            self.assertEqual(run.returncode, 0)
            self.assertIn("USAGE:", run.stdout)
            self.assertIn("--payload <bytes>", run.stdout)
