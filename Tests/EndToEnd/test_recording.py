"""Recordings that meet a kill, a full disk, a reader that is stuck or goes, and a file that goes;
what rotates; and notes that are added afterwards."""

import json
import os
import random
import signal
import subprocess
import time
import zlib

from case import POOLMON, Case, read_session
from dashboard import DashboardCase
from terminal import Terminal

SEED = int(os.environ.get("POOLMON_SEED", random.randrange(1 << 32)))


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def unpack(data):
    """What gzip streams that follow each other were packed from, as far as it can be read, and
    whether they have their end."""
    text, is_whole = b"", True
    while data:
        stream = zlib.decompressobj(31)
        text += stream.decompress(data)
        is_whole, data = stream.eof, stream.unused_data
    return text, is_whole


def whole_lines(path, data=None):
    """The lines of a session that are whole, each read, the header first."""
    data = read_bytes(path) if data is None else data
    text = unpack(data)[0] if path.endswith(".gz") else data
    return [json.loads(line) for line in text.split(b"\n")[:-1]]


class Killed(Case):
    """kill -9 at any moment: all that was put out before is there, and reads."""

    def check(self, ending, count, latest):
        print(f"POOLMON_SEED={SEED} ", end="", flush=True)
        moments = random.Random(SEED)
        # Some at a time: most of a run's time is waiting.
        for group in range(count // 5):
            runs = [self.start(f"{group}-{number}{ending}", moments.uniform(0, latest))
                    for number in range(5)]
            for run in runs:
                self.kill(*run)

    def start(self, name, moment):
        record = self.path(name)
        process = subprocess.Popen(
            [POOLMON, "--plain", "--rate", "1000", "--interval", "10ms", "--record", record],
            stdout=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        return record, process, moment

    def kill(self, record, process, moment):
        end = time.monotonic() + 60
        # A header at least, so that it is a session.
        while not (os.path.exists(record) and os.path.getsize(record)):
            self.assertLess(time.monotonic(), end)
            time.sleep(0.001)
        time.sleep(moment)
        seen = read_bytes(record)
        process.kill()
        self.assertEqual(process.wait(), -signal.SIGKILL)
        self.assertTrue(read_bytes(record).startswith(seen))
        header, *samples = whole_lines(record)
        self.assertEqual(header["format"], "poolmon-session")
        self.assertGreaterEqual(len(samples) + 1, len(whole_lines(record, seen)))
        times = [sample["t_ns"] for sample in samples]
        self.assertEqual(times, sorted(set(times)))
        # A kill may end a write at a page's end: then a line is torn, and told.
        replay = self.plain("replay", record)
        self.assertEqual(replay.returncode, 0, replay.stderr)
        self.assertLessEqual(replay.stderr.count("\n"), 1, replay.stderr)

    def test_plain(self):
        self.check(".ndjson", 25, 0.3)

    def test_gzip(self):
        # Put out once a second.
        self.check(".ndjson.gz", 25, 1.5)


class FullDisk(DashboardCase):
    def setUp(self):
        super().setUp()
        self.disk = self.path("disk")
        os.mkdir(self.disk)
        mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "poolmon-test", self.disk]
        if subprocess.run(mount, capture_output=True).returncode != 0:
            self.skipTest("no file system may be mounted here")
        # Before the folder is removed.
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk])

    def test_the_recording_ends_and_the_run_goes_on(self):
        record = os.path.join(self.disk, "run.ndjson")
        terminal = self.open("--interval", "10ms", "--record", record)
        terminal.wait_for("recording ended: cannot write")
        terminal.wait_for("REC FAILED")
        self.see_mode(terminal, "n", "NOPUT")
        self.quit(terminal)
        self.assertIn("No space left on device", terminal.screen().replace("\n", ""))
        self.assertGreater(len(read_session(record)[1]), 20)
        # What is noted has no room either, and leaves no part of itself behind.
        with open(os.path.join(self.disk, "rest"), "wb", buffering=0) as file:
            try:
                while file.write(b"x" * 512):
                    pass
            except OSError:
                pass
        before = read_bytes(record)
        # More than what is left of the last page that the recording has.
        note = self.plain("note", record, "🥊" * 1000)
        self.assertEqual((note.returncode, note.stdout), (1, ""))
        self.assertEqual(
            note.stderr, f"poolmon: cannot write '{record}': No space left on device\n")
        self.assertEqual(read_bytes(record), before)

    def test_gzip_ends_with_its_last_flush(self):
        with open(os.path.join(self.disk, "rest"), "wb") as file:
            file.write(bytes(52 << 10))
        record = os.path.join(self.disk, "run.ndjson.gz")
        run = self.plain("--interval", "10ms", "--duration", "4s", "--record", record)
        self.assertIn("recording ended: cannot write", run.stdout)
        header, *samples = whole_lines(record)
        text, is_whole = unpack(read_bytes(record))
        self.assertTrue(text.endswith(b"\n"))
        self.assertFalse(is_whole)
        self.assertGreater(len(samples), 0)


class Pipes(DashboardCase):
    def setUp(self):
        super().setUp()
        self.pipe = self.path("pipe")
        os.mkfifo(self.pipe)

    def test_nobody_reads(self):
        """It begins, goes on and ends as ever, and says what was not written."""
        terminal = self.open("--interval", "10ms", "--record", self.pipe)
        self.assertIn("REC", terminal.wait_for(r"00:00:0[1-9]").string)
        self.see_mode(terminal, "n", "NOPUT")
        self.quit(terminal)
        self.assertRegex(
            terminal.screen().replace("\n", ""), r"takes nothing: \d+ samples were not written")
        self.assertIn("exit-code=0", terminal.screen())
        self.assertEqual(terminal.flag("alternate_on"), "0")
        self.assertEqual(terminal.flag("cursor_flag"), "1")

    def test_one_that_is_stuck_is_given_up(self):
        terminal = self.open("--interval", "10ms", "--record", self.pipe)
        # Holds a page or so, and is never read.
        reader = os.open(self.pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        terminal.wait_for(r"REC pipe [\d.]+ KiB")
        terminal.press("R")
        terminal.wait_for(r"takes nothing: \d+ samples? w|recorded .* to ")
        self.see_mode(terminal, "n", "NOPUT")
        self.quit(terminal)

    def test_a_reader_that_goes(self):
        terminal = self.open("--interval", "10ms", "--record", self.pipe)
        with open(self.pipe) as reader:
            self.assertEqual(json.loads(reader.readline())["format"], "poolmon-session")
            self.assertIn("pools", json.loads(reader.readline()))
        terminal.wait_for("recording ended: nobody reads")
        self.see_mode(terminal, "n", "NOPUT")
        self.quit(terminal)

    def test_a_reader_that_reads_all_gets_all(self):
        process = subprocess.Popen(
            [POOLMON, "--plain", "--rate", "1000", "--interval", "10ms", "--duration", "1s",
             "--record", self.pipe], stdout=subprocess.PIPE, text=True)
        with open(self.pipe) as reader:
            header, *samples = [json.loads(line) for line in reader]
        text, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0)
        self.assertIn("recorded", text)
        self.assertGreater(len(samples), 1)


class Removed(DashboardCase):
    def test_a_file_that_is_removed(self):
        record = self.path("run.ndjson")
        terminal = self.open("--record", record)
        terminal.wait_for("REC run.ndjson")
        os.remove(record)
        terminal.wait_for("was removed; record to another file")
        terminal.press("R")
        terminal.wait_for(r"REC poolmon-")
        self.quit(terminal)
        (name,) = [name for name in os.listdir(self.folder) if name.startswith("poolmon-")]
        read_session(self.path(name))


class Rotation(Case):
    def record(self, *arguments):
        return self.plain(
            "--rate", "1000", "--interval", "10ms", "--duration", "1s", *arguments)

    def test_the_oldest_go(self):
        arguments = ("--record", "run.ndjson", "--rotate", "8KiB", "--keep", "3")
        run = self.record(*arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("to run.*.ndjson", run.stdout)
        names = sorted(os.listdir(self.folder))
        self.assertEqual(len(names), 3)
        self.assertNotIn("run.0001.ndjson", names)
        sessions = [read_session(self.path(name)) for name in names]
        for name, (header, _) in zip(names, sessions):
            self.assertEqual(header, sessions[0][0])
            self.assertLessEqual(os.path.getsize(self.path(name)), 8 << 10)
        times = [sample["t_ns"] for _, samples in sessions for sample in samples]
        self.assertEqual(times, sorted(set(times)))
        replay = self.plain("replay", "run.ndjson")
        self.assertEqual((replay.returncode, replay.stderr), (0, ""))

        again = self.record(*arguments)
        self.assertEqual((again.returncode, again.stdout), (1, ""))
        self.assertIn("exists already; use --force", again.stderr)
        forced = self.record(*arguments, "--force")
        self.assertEqual((forced.returncode, forced.stderr), (0, ""))
        self.assertEqual(len(os.listdir(self.folder)), 3)

    def test_gzip_by_time(self):
        run = self.plain(
            "--rate", "1000", "--interval", "100ms", "--duration", "2500ms", "--record",
            "run.ndjson.gz", "--rotate", "1s")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        names = sorted(os.listdir(self.folder))
        self.assertEqual(names, [f"run.000{number}.ndjson.gz" for number in (1, 2, 3)])
        for name in names:
            self.assertTrue(unpack(read_bytes(self.path(name)))[1])

    def test_wrong_usage(self):
        for arguments in (
            "--rotate 1h", "--record a --keep 3", "--record - --rotate 1h",
            "--record a --rotate 100", "--record a --rotate 10ms", "--record a --rotate much",
            "--record a --rotate 1h --keep 0",
        ):
            with self.subTest(arguments):
                run = self.plain(*arguments.split())
                self.assertEqual((run.returncode, run.stdout), (2, ""))
                self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
        self.assertEqual(os.listdir(self.folder), [])


class Notes(DashboardCase):
    def record(self, name):
        run = self.plain(
            "--rate", "1000", "--interval", "50ms", "--duration", "1200ms", "--record", name)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return self.path(name)

    def note(self, *arguments):
        run = self.plain("note", *arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def refuse(self, code, words, *arguments):
        with self.subTest(arguments):
            run = self.plain("note", *arguments)
            self.assertEqual((run.returncode, run.stdout), (code, ""))
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertIn(words, run.stderr)

    def test_notes_are_put_at_the_end(self):
        for name in ("run.ndjson", "run.ndjson.gz"):
            with self.subTest(name):
                record = self.record(name)
                before, samples = read_bytes(record), whole_lines(record)
                said = self.note(name, "größer 🙂")
                self.assertRegex(said, rf"^noted in '{name}', at 00:00:0[01]\.\d\n$")
                self.note(name, "deployed", "--at", "0:00.5")
                self.note(name, "before the end", "--at", "-1s")
                self.assertTrue(read_bytes(record).startswith(before))
                lines = whole_lines(record)
                self.assertEqual(lines[:len(samples)], samples)
                end = samples[-1]["t_ns"]
                self.assertEqual(lines[len(samples):], [
                    {"note": "größer 🙂", "t_ns": end}, {"note": "deployed", "t_ns": 500_000_000},
                    {"note": "before the end", "t_ns": end - 1_000_000_000}])
                info = self.plain("info", name).stdout
                self.assertRegex(info, r"\n  notes +00:00:00\.\d  before the end\n")
                self.assertRegex(info, r"\n +00:00:00\.\d  deployed\n")
                self.refuse(2, "00:00:08.", name, "x", "--at", "-10s")
                replay = self.plain("replay", name)
                self.assertEqual((replay.returncode, replay.stderr), (0, ""))

    def test_replay_shows_them(self):
        self.note(self.record("run.ndjson"), "deployed the fix", "--at", "1s")
        terminal = Terminal(directory=self.folder)
        self.enterContext(terminal)
        terminal.type(f"{POOLMON} replay run.ndjson; echo exit''-code=$?")
        # The list has what was there when it was opened.
        terminal.wait_for("REPLAY(?s:.*)PAUSED")
        self.see(terminal, "M", "deployed the fix")
        terminal.press("Escape")
        self.quit(terminal)

    def test_while_it_is_being_recorded(self):
        record = self.path("run.ndjson")
        terminal = self.open("--record", record)
        terminal.wait_for("REC run.ndjson")
        self.note(record, "from outside")
        self.quit(terminal)
        header, lines = read_session(record)
        self.assertEqual([line.get("note") for line in lines if "pools" not in line],
                         ["from outside"])
        self.assertIn("pools", lines[-1])

        terminal = self.open("--record", record + ".gz")
        terminal.wait_for("REC run.ndjson.gz")
        self.refuse(1, "has no end: it is still being written", record + ".gz", "x")
        self.quit(terminal)
        self.note(record + ".gz", "now")

    def test_a_torn_line_is_ended(self):
        record = self.record("run.ndjson")
        os.truncate(record, os.path.getsize(record) - 10)
        self.note(record, "after the crash")
        lines = read_bytes(record).split(b"\n")
        self.assertEqual(json.loads(lines[-2])["note"], "after the crash")
        replay = self.plain("replay", record)
        self.assertEqual(replay.returncode, 0)
        self.assertIn("1 line passed over: 1 unreadable", replay.stderr)

    def test_what_cannot_be_noted(self):
        record = self.record("run.ndjson")
        packed = self.record("run.ndjson.gz")
        os.truncate(packed, os.path.getsize(packed) - 4)
        other = self.path("other")
        with open(other, "w") as file:
            file.write("mine\n")
        os.mkfifo(self.path("pipe"))
        before = {path: read_bytes(path) for path in (record, packed, other)}
        self.refuse(2, "control characters", record, "a\nb")
        self.refuse(2, "control characters", record, "\x1b[2J")
        self.refuse(2, "has no words", record, "  ")
        self.refuse(2, "it may have 1000", record, "x" * 1001)
        self.refuse(2, "is not in", record, "x", "--at", "1h")
        self.refuse(2, "a time is written as", record, "x", "--at", "noon")
        self.refuse(2, "Missing", record)
        self.refuse(1, "is no session", other, "x")
        self.refuse(1, "No such file", self.path("missing"), "x")
        self.refuse(1, "is no file", self.folder, "x")
        self.refuse(1, "is no file", self.path("pipe"), "x")
        self.refuse(1, "has no end", packed, "x")
        for path, content in before.items():
            self.assertEqual(read_bytes(path), content)
        self.assertFalse(os.path.exists(self.path("missing")))

    def test_a_limit_on_the_size_of_files(self):
        record = self.record("run.ndjson")
        before = read_bytes(record)
        run = subprocess.run(
            ["bash", "-c", f"ulimit -f 0; '{POOLMON}' note {record} x"], capture_output=True,
            text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, f"poolmon: cannot write '{record}': File too large\n")
        self.assertEqual(read_bytes(record), before)
