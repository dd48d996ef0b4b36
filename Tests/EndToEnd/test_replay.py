"""Recordings shown again, in a real terminal and as text."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time

from case import POOLMON, ROOT
from dashboard import DashboardCase, header, mode_line
from terminal import Terminal

FIXTURE = os.path.join(ROOT, "Tests/SessionsTests/Fixtures/v1.ndjson")


def total(screen):
    """The total of gets, as the pool's panel has it; None of the first sample, without a rate."""
    found = re.search(r"│ gets +\S+(?: k)?/s +([\d,]+) │", screen)
    return found and int(found.group(1).replace(",", ""))


class Replay(DashboardCase):
    def replay(self, command, size=(120, 40)):
        terminal = self.enterContext(
            Terminal(width=size[0], height=size[1], directory=self.folder))
        terminal.type(f"{command}; echo exit''-code=$?")
        terminal.wait_for("REPLAY")
        return terminal

    def at(self, terminal, text, what):
        return terminal.wait_until(lambda screen: text in header(screen) and screen, what)

    def test_keys(self):
        terminal = self.replay(f"{POOLMON} replay {FIXTURE}")
        # It stays open at its end.
        screen = self.at(terminal, "00:03 / 00:03", "the end")
        self.assertRegex(header(screen), r"REPLAY v1\.ndjson +lab · forgetful")
        terminal.wait_until(lambda screen: "PAUSED" in mode_line(screen), "a stop at the end")
        self.assertEqual(total(terminal.screen()), 70581)
        # Single samples, back and forth.
        terminal.press(",")
        terminal.wait_until(lambda screen: total(screen) == 69187, "the sample before the last")
        terminal.press(",")
        terminal.wait_until(lambda screen: total(screen) == 67271, "the one before that")
        terminal.press(".")
        terminal.wait_until(lambda screen: total(screen) == 69187, "the next")
        # The begin, marks, times.
        terminal.press("g")
        self.at(terminal, "00:00 / 00:03", "the begin")
        terminal.press("]")
        terminal.wait_until(lambda screen: total(screen) == 16260, "the switch to noput")
        self.assertIn("NOPUT", mode_line(terminal.screen()))
        terminal.press("]")
        terminal.wait_until(lambda screen: total(screen) == 30413, "the note")
        self.assertIn("deployed", terminal.screen())
        terminal.press("[")
        terminal.wait_until(lambda screen: total(screen) == 16260, "the switch again")
        terminal.press("/")
        terminal.type("0:02.5")
        terminal.wait_until(lambda screen: total(screen) == 46434, "2.5 s")
        terminal.press("/")
        terminal.type("nonsense")
        terminal.wait_for("'nonsense' is no time; write 1:30")
        terminal.press("G")
        self.at(terminal, "00:03 / 00:03", "the end")
        # From the end it begins again, at another speed.
        terminal.press("<", "<", "<")
        self.at(terminal, "×1/8", "an eighth of the speed")
        terminal.press("Space")
        self.at(terminal, "00:00 / 00:03", "the begin")
        terminal.press(">", ">", ">", ">", ">", ">")
        self.at(terminal, "×8", "eight times the speed")
        self.at(terminal, "00:03 / 00:03", "the end")
        terminal.press("?")
        terminal.wait_for("replay twice as fast")
        terminal.press("?")
        self.quit(terminal)

    def test_a_span_at_a_speed(self):
        terminal = self.replay(
            f"{POOLMON} replay --from 1 --to 0:02 --at 1.5 --speed 1/8 {FIXTURE}", (80, 24))
        self.at(terminal, " / 00:02", "its end")
        terminal.press("G")
        self.at(terminal, "00:02 / 00:02", "the end")
        terminal.wait_until(lambda screen: "PAUSED" in mode_line(screen), "a stop")
        self.quit(terminal)

    def test_a_narrow_screen(self):
        terminal = self.replay(f"{POOLMON} replay {FIXTURE}", (40, 12))
        self.at(terminal, "00:03 / 00:03", "the end")
        self.quit(terminal)

    def test_stdin_while_it_grows(self):
        with open(FIXTURE) as file:
            lines = file.readlines()
        part = self.path("part")
        with open(part, "w") as file:
            file.writelines(lines[:20])
        terminal = self.replay(f"tail -n +1 -f part | {POOLMON} replay -")
        self.at(terminal, "REPLAY stdin", "what has come so far")
        self.at(terminal, "00:01 / 00:01…", "its end so far")
        with open(part, "a") as file:
            file.writelines(lines[20:])
        self.at(terminal, "00:03 / 00:03…", "the rest")
        terminal.press("q")
        # The shell waits for all of the pipe: the next line has no reader.
        terminal.wait_until(lambda screen: "REPLAY" not in screen, "the end of poolmon")
        with open(part, "a") as file:
            file.writelines(lines[1:] * 10)
        terminal.wait_for("exit-code=0")

    def test_a_file_that_is_being_written(self):
        run = self.path("run.ndjson")
        writer = subprocess.Popen(
            [POOLMON, "--plain", "--rate", "1000", "--record", run], cwd=self.folder,
            stdout=subprocess.DEVNULL)
        self.addCleanup(writer.wait)
        self.addCleanup(writer.terminate)
        while not os.path.exists(run) or os.path.getsize(run) < 10000:
            time.sleep(0.05)
        terminal = self.replay(f"{POOLMON} replay --follow run.ndjson")
        first = total(terminal.wait_until(
            lambda screen: re.search(r"│ gets +\d", screen) and screen, "the latest"))
        terminal.wait_until(lambda screen: total(screen) > first + 500, "what came since")
        self.quit(terminal)

    def test_damage_is_told(self):
        with open(FIXTURE) as file:
            lines = file.readlines()
        with open(self.path("torn.ndjson"), "w") as file:
            file.writelines(lines[:10] + ["panic\n", lines[10][:50]])
        terminal = self.replay(f"{POOLMON} replay torn.ndjson")
        terminal.wait_for("2 lines passed over: 1 unreadable, 1 cut short at the end")
        self.quit(terminal)
        run = self.plain("replay", "torn.ndjson")
        self.assertEqual(run.returncode, 0)
        self.assertEqual(
            run.stderr, "poolmon: 2 lines passed over: 1 unreadable, 1 cut short at the end\n")

    def test_text(self):
        """A row a sample, whatever it is read from: a file, a packed one, a series, a folder."""
        with open(FIXTURE) as file:
            lines = file.readlines()
        os.mkdir(self.path("folder"))
        for number, part in ((1, lines[:15]), (2, lines[:1] + lines[15:])):
            for name in (f"run.000{number}.ndjson", f"folder/{number}.ndjson"):
                with open(self.path(name), "w") as file:
                    file.writelines(part)
        whole = self.plain("replay", FIXTURE)
        self.assertEqual((whole.returncode, whole.stderr), (0, ""))
        rows = whole.stdout.split("\n")
        self.assertEqual(len([row for row in rows if re.match(r"00:00:0\d", row)]), 39)
        self.assertIn("gets         70,581, 35.7 % hits, 45,393 misses", whole.stdout)
        for others in (["run.ndjson"], ["folder"], ["run.0001.ndjson", "run.0002.ndjson"],
                       [FIXTURE + ".gz"]):
            self.assertEqual(self.plain("replay", *others).stdout, whole.stdout, others)
        with open(FIXTURE) as file:
            piped = self.plain("replay", "-", stdin=file)
        self.assertEqual(piped.stdout, whole.stdout)

    def test_a_folder_is_one_session(self):
        """What is none is passed over and named; of several one is to be named."""
        shutil.copy(FIXTURE, self.path("run.ndjson"))
        whole = self.plain("replay", "run.ndjson")
        rows = self.plain("export", "run.ndjson", "--format", "ndjson", "-o", "rows.ndjson")
        self.assertEqual((rows.returncode, rows.stderr), (0, ""))
        run = self.plain("replay", ".")
        self.assertEqual((run.returncode, run.stdout), (0, whole.stdout))
        self.assertEqual(run.stderr, "poolmon: no session, passed over: rows.ndjson\n")
        terminal = self.replay(f"{POOLMON} replay .")
        terminal.wait_for("no session, passed over: rows.ndjson")
        self.quit(terminal)
        with open(FIXTURE) as file, open(self.path("other.ndjson"), "w") as other:
            header = json.loads(file.readline())
            other.write(json.dumps({**header, "started": "2020-01-01T00:00:00Z"}) + "\n")
            other.writelines(file)
        run = self.plain("replay", ".")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, (
            "poolmon: there are 2 sessions in folder '.': './run.ndjson', './other.ndjson'; "
            "name one\n"))

    def test_a_series_may_have_more_files_than_are_open_at_first(self):
        with open(FIXTURE) as file:
            header, *lines = file.readlines()
        for number, line in enumerate(lines, 1):
            with open(self.path(f"run.{number:04}.ndjson"), "w") as file:
                file.writelines([header, line])
        whole = self.plain("replay", FIXTURE)
        for soft, hard in ((25, 200), (25, 25)):
            run = self.plain(
                "replay", "run.ndjson", preexec_fn=lambda limits=(soft, hard): resource.setrlimit(
                    resource.RLIMIT_NOFILE, limits))
            if hard > soft:
                self.assertEqual((run.stdout, run.stderr), (whole.stdout, ""))
            else:
                self.assertEqual((run.returncode, run.stdout), (1, ""))
                self.assertRegex(
                    run.stderr, r"^poolmon: cannot open 'run.00\d\d.ndjson' beside the files "
                    r"before it: 25 are allowed; 'ulimit -n' allows more\n$")

    def test_the_wish_for_an_end_does_not_wait_for_more(self):
        with open(FIXTURE, "rb") as file:
            content = file.read()
        with subprocess.Popen(
                [POOLMON, "replay", "-", "--plain"], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            process.stdin.write(content)
            process.stdin.flush()
            # Signals are looked at from some moment on (SigCgt of proc(5)).
            caught = 0
            while not caught >> (signal.SIGINT - 1) & 1:
                with open(f"/proc/{process.pid}/status") as status:
                    caught = int(re.search(r"SigCgt:\s*(\w+)", status.read()).group(1), 16)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(30), 130)
            self.assertEqual((process.stdout.read(), process.stderr.read()), (b"", b""))

    def test_times_beyond_the_session_are_told(self):
        terminal = self.replay(f"{POOLMON} replay {FIXTURE} --at 5:00 --to 6:00")
        terminal.wait_for(
            r"--at is behind the end, 00:00:0\d\.\d; --to is behind the end, 00:00:0\d\.\d")
        self.quit(terminal)

    def test_marks_to_come_are_listed(self):
        terminal = self.replay(f"{POOLMON} replay {FIXTURE} --at begin")
        terminal.press("Space")
        terminal.wait_for("PAUSED")
        terminal.press("g", "M")
        terminal.wait_for("deployed")
        self.assertIn("enter jumps there", terminal.screen())
        terminal.press("Enter")
        terminal.wait_until(lambda screen: total(screen) == 16260, "the first mark")
        terminal.press("N")
        terminal.wait_for("a replay takes no notes")
        self.quit(terminal)

    def test_bad_input(self):
        with open(self.path("empty.ndjson"), "w"):
            pass
        os.mkdir(self.path("nothing"))
        with open(self.path("newer.ndjson"), "w") as file:
            file.write('{"format":"poolmon-session","version":9,"started":"x"}\n')
        for arguments, code, words in (
            (["missing.ndjson"], 1, "cannot read 'missing.ndjson': No such file or directory"),
            (["empty.ndjson"], 1, "'empty.ndjson' is no session: it has no whole line"),
            (["nothing"], 1, "there is no session in folder 'nothing'"),
            (["newer.ndjson"], 1, "it is of version 9, and this poolmon reads up to version 1"),
            (["/dev/null"], 1, "no session"),
            ([POOLMON], 1, "is no session"),
            ([], 2, "Missing expected argument"),
            (["--speed", "3", FIXTURE], 2, "a speed is one of 1/8, 1/4"),
            (["--from", "3", "--to", "1", FIXTURE], 2, "--from is behind --to"),
            (["--at", "noon", FIXTURE], 2, "a time is written as"),
            (["-", FIXTURE], 2, "'-' stands for stdin and is replayed alone"),
        ):
            with self.subTest(arguments):
                run = self.plain("replay", *arguments, stdin=subprocess.DEVNULL)
                self.assertEqual((run.returncode, run.stdout), (code, ""))
                self.assertIn(words, run.stderr)
                self.assertEqual(len(run.stderr.splitlines()), 1)
