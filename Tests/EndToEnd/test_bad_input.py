"""Bad input: one clear line, the right exit code, a healthy terminal."""

import os
import subprocess

from case import POOLMON, Case, read_session
from terminal import Terminal


class BadInput(Case):
    def check(self, code, words, *arguments):
        with self.subTest(" ".join(arguments)):
            run = self.plain(*arguments)
            self.assertEqual(run.returncode, code, run.stderr)
            self.assertEqual(run.stdout, "")
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertTrue(run.stderr.startswith("poolmon: "), run.stderr)
            self.assertIn(words, run.stderr)

    def test_usage(self):
        self.check(2, "--frobnicate", "--frobnicate")
        self.check(2, "both", "--mode", "both")
        self.check(2, "--payload", "--payload", "0")
        self.check(2, "--payload", "--payload", "1073741825")
        self.check(2, "--payload", "--payload", "-5")
        self.check(2, "lots", "--payload", "lots")
        self.check(2, "--payload", "--payload", "9999999999GiB")
        self.check(2, "--workers", "--workers", "0")
        self.check(2, "--workers", "--workers", "257")
        self.check(2, "--interval", "--interval", "9ms")
        self.check(2, "--interval", "--interval", "61s")
        self.check(2, "--interval", "--interval", "100")
        self.check(2, "--duration", "--duration", "0s")
        self.check(2, "--duration", "--duration", "nan s")
        self.check(2, "--rate", "--rate", "0")
        self.check(2, "--rate", "--rate", "1e-10")
        self.check(2, "60.01s", "--interval", "60.01s")
        self.check(2, "--rate", "--rate", "-1")
        self.check(2, "--rate", "--rate", "nan")
        self.check(2, "--record", "--record", "")
        self.check(2, "--record", "--force")
        self.check(2, "written as 100ms, 5s", "--duration", "5")
        self.check(2, "written as 30000, 64KiB", "--payload", "1MB")
        self.check(2, "elsewhere", "elsewhere")
        self.check(2, "did you mean burst?", "--workload", "burts")
        self.check(2, "from 0% to 100%", "--forget", "101%")
        self.check(2, "from 0% to 100%", "--forget", "-1%")
        self.check(2, "from 1 to 1000000, or off", "--gogc", "0")
        self.check(2, "from 1 to 1000000, or off", "--gogc", "-100")
        self.check(2, "free; lower it", "--leak-limit", "900GiB")
        self.check(2, "go together", "compare", "--a", "--mode put")
        self.check(2, "open quote", "compare", "--a", "--mode 'put", "--b", "")
        self.check(2, "did you mean request-log?", "compare", "--a", "--workload requestlog",
                   "--b", "--mode put")
        self.check(2, "--runs is 0", "compare", "--runs", "0")
        self.check(2, "free", "--workers", "256", "--payload", "1GiB")

    def test_lengths_that_are_none(self):
        for content, words in (
            (b"4096\nmany\n", "line 2: 'many' is no length"), (b"1\n-1\n", "line 2: '-1'"),
            (b"9223372036854775808\n", "line 1: '9223372036854775808'"), (b"", "has no lengths"),
            (bytes(range(256)), "line 1: what is there is no length"),
            (b"1073741824\n" * 9, "may need 240"), (b'{"a":1}\n', "is no session"),
        ):
            path = self.path("lengths")
            with open(path, "wb") as file:
                file.write(content)
            # 80 workers with a GiB each: more than the tests' machines have.
            self.check(2, words, "--sizes", path, "--workers", "80")
        self.check(2, "No such file", "--sizes", self.path("missing"))

    def test_recordings_that_cannot_be(self):
        existing = self.path("existing.ndjson")
        with open(existing, "w") as file:
            file.write("mine\n")
        self.check(1, "exists already; use --force", "--record", existing)
        with open(existing) as file:
            self.assertEqual(file.read(), "mine\n")
        self.check(1, "is a directory", "--record", self.folder)
        self.check(1, "folder does not exist", "--record", self.path("no/such/file"))
        self.check(1, "cannot create '/proc/nothing'", "--record", "/proc/nothing")
        self.check(1, "No space left on device", "--record", "/dev/full", "--force")

    def test_a_limit_on_the_first_line(self):
        command = f"ulimit -f 0; '{POOLMON}' --record limited.ndjson"
        run = subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, cwd=self.folder, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, "poolmon: cannot write 'limited.ndjson': File too large\n")
        self.assertEqual(os.listdir(self.folder), [])

    def test_force_overwrites(self):
        existing = self.path("existing.ndjson")
        with open(existing, "w") as file:
            file.write("mine\n")
        run = self.plain("--record", existing, "--force", "--duration", "300ms")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertGreater(len(read_session(existing)[1]), 1)

    def test_a_disk_that_fills(self):
        """The dashboard goes on and says so; what was written stays whole."""
        record = self.path("full.ndjson")
        with Terminal() as terminal:
            # 16 blocks of 1,024 B: the limit stands in for a full disk.
            terminal.type(f"(ulimit -f 16; {POOLMON} --record {record} --interval 20ms)"
                          "; echo exit''-code=$?")
            terminal.wait_for("recording ended: cannot write")
            terminal.wait_for("REC FAILED")
            terminal.press("n")
            terminal.wait_for(" NOPUT ")
            terminal.press("q")
            terminal.wait_for("exit-code=0")
            self.assertIn("recording ended", terminal.screen())
        self.assertGreater(len(read_session(record)[1]), 2)
        self.assertLessEqual(os.path.getsize(record), 16 * 1024)
