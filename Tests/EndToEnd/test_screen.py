"""What the screen writes: frames, colours and the mouse, byte by byte."""

import os
import re
import shutil
import subprocess
import time
import unittest

from case import POOLMON, Case, read_session
from pseudo_terminal import BEGIN, END, PseudoTerminal, compile_descriptions

# The end of what is drawn: "quit", but ncurses writes a screen's last cell in ways of its own.
FOOTER = b"qui"
FOREGROUND = re.compile(rb"\x1b\[(?:\d+;)*?(3[0-7]|9[0-7]|38[;:][\d;:]*\d)m")
MOUSE_ON = (b"\x1b[?1006;1000h", b"\x1b[?1002h")
MOUSE_OFF = (b"\x1b[?1006;1000l", b"\x1b[?1002l")


def can_trace():
    """Whether strace is here and may trace."""
    command = ["strace", "-o", "/dev/null", "true"]
    if not shutil.which("strace"):
        return False
    return subprocess.run(command, capture_output=True).returncode == 0


class Screen(Case):
    def setUp(self):
        super().setUp()
        self.terminfo = {"TERMINFO": compile_descriptions(self.folder)}

    def open(self, *arguments, **options):
        """A run on a terminal of its own, seen to its first whole screen."""
        env = {**self.terminfo, **options.pop("env", {})}
        terminal = PseudoTerminal(*arguments, env=env, **options)
        self.enterContext(terminal)
        terminal.wait_for(FOOTER)
        return terminal

    def quit(self, terminal):
        terminal.press(b"q")
        self.assertEqual(terminal.wait_for_end(), 0)
        return terminal.bytes

    def frames(self, written):
        """The frames, each a synchronised update. Between them there may be nothing."""
        parts = written.split(BEGIN)
        for part in parts[1:-1]:
            self.assertTrue(part.endswith(END), f"outside of a frame: {part[-200:]!r}")
        self.assertIn(END, parts[-1])
        frames = [part.split(END)[0] for part in parts[1:]]
        self.assertNotIn(b"", frames)
        return frames

    def test_a_frame_is_one_synchronised_update(self):
        terminal = self.open("--duration", "1s", term="poolmon-sync")
        self.assertEqual(terminal.wait_for_end(), 0)
        frames = self.frames(terminal.bytes)
        self.assertGreater(len(frames), 3)
        self.assertIn(b"poolmon", frames[0])
        self.assertIn(FOOTER, frames[0])

    def test_no_synchronised_update_where_the_terminal_has_none(self):
        self.assertNotIn(b"2026", self.quit(self.open()))

    @unittest.skipUnless(can_trace(), "strace is not here, or may not trace")
    def test_a_frame_is_one_write(self):
        trace, record = self.path("trace"), self.path("run.ndjson")
        tracer = ["strace", "-e", "trace=write", "-e", "signal=none", "-s", "99999", "-o", trace]
        terminal = self.open(
            "--duration", "2s", "--record", record, term="poolmon-sync", size=(120, 40),
            program=[*tracer, POOLMON])
        self.assertEqual(terminal.wait_for_end(), 0)
        with open(trace) as file:
            writes = re.findall(r'^write\(1, "(.*)", (\d+)\) += (\d+)$', file.read(), re.M)
        for _, asked, taken in writes:
            self.assertEqual(asked, taken)
        begins = [i for i, (text, _, _) in enumerate(writes) if text.startswith(r"\33[?2026h")]
        # First what takes the terminal; then frames and nothing else.
        self.assertEqual(begins, list(range(1, len(begins) + 1)))
        for text, _, _ in writes[1:len(begins) + 1]:
            self.assertEqual(text.count(r"\33[?2026h"), 1)
            self.assertTrue(text.endswith(r"\33[?2026l"), text[-100:])
        frames = read_session(record)[1][-1]["monitor"]["frames"]
        self.assertLessEqual(len(begins), frames)
        self.assertGreater(len(begins), 5)

    def test_control_l_writes_all_again(self):
        terminal = self.open("--interval", "60s", term="poolmon-sync")
        place = len(terminal.bytes)
        terminal.press(b"\x0c")
        place = terminal.wait_for(b"\x1b[H\x1b[J", after=place)
        terminal.wait_for(END, after=terminal.wait_for(FOOTER, after=place))
        (frame,) = [f for f in self.frames(terminal.bytes)[1:] if b"\x1b[H\x1b[J" in f]
        self.assertIn(b"poolmon", frame)
        self.assertIn(FOOTER, frame)
        self.quit(terminal)

    def test_another_size_is_one_frame(self):
        terminal = self.open("--interval", "60s", term="poolmon-sync")
        for columns, rows in ((120, 40), (60, 20), (200, 50)):
            place = len(terminal.bytes)
            terminal.resize(columns, rows)
            place = terminal.wait_for(b"\x1b[H\x1b[J", after=place)
            # The footer is on the last row.
            terminal.wait_for(END, after=terminal.wait_for(FOOTER, after=place))
            frame = self.frames(terminal.bytes)[-1]
            self.assertRegex(frame, rb"\x1b\[%d(;\d+H|d)" % rows)
            self.assertIn(b"poolmon", frame)
        self.quit(terminal)

    def test_the_size_is_looked_for_in_the_environment_last(self):
        env = {"LINES": "33", "COLUMNS": "90"}
        unknown = self.quit(self.open(size=(0, 0), env=env))
        self.assertRegex(unknown, rb"\x1b\[1;33r[^\0]*\x1b\[33(;\d+H|d)")
        self.assertIn(b"\x1b[1;30r", self.quit(self.open(env=env)))
        self.assertIn(b"\x1b[1;24r", self.quit(self.open(size=(0, 0), env={"LINES": "x"})))

    def test_a_screen_of_one_column_is_one_write_too(self):
        terminal = PseudoTerminal(term="poolmon-sync", size=(1, 10), env=self.terminfo)
        self.enterContext(terminal)
        terminal.wait_for(END)
        # The last cell, at the end of the frame.
        self.assertRegex(self.frames(self.quit(terminal))[0], rb"\x1b\[10;1H[^\x1b]+$")

    def test_the_mouse_is_on_and_then_off(self):
        for name, status in {"INT": 0, "TERM": 143, "SEGV": 139, "QUIT": 131}.items():
            with self.subTest(name):
                terminal = self.open(program=["bash", "-c", 'ulimit -c 0; exec "$0" "$@"', POOLMON])
                for bytes in MOUSE_ON:
                    self.assertIn(bytes, terminal.bytes)
                place = len(terminal.bytes)
                terminal.kill(name)
                self.assertEqual(terminal.wait_for_end(), status)
                for bytes in MOUSE_OFF:
                    self.assertIn(bytes, terminal.bytes[place:])

    def test_the_mouse_is_left_alone(self):
        self.assertNotRegex(self.quit(self.open("--no-mouse")), rb"\x1b\[\?[\d;]*100[0-6]")

    def test_the_mouse_and_typed_text_do_no_harm(self):
        terminal = self.open()
        for keys in (b"\x1b[<0;10;5M", b"\x1b[<32;11;5M", b"\x1b[<0;11;5m", b"\x1b[<64;3;3M",
                     "é語😀".encode(), b"\xff", b"\x1b[15~", b"\t\x1b[Z\x7f\x1b[3~\x01"):
            terminal.press(keys)
        place = len(terminal.bytes)
        terminal.press(b"n")
        terminal.wait_for(b"NOPUT", after=place)
        self.quit(terminal)

    def colours(self, *arguments, **options):
        """The foreground colours that a run used, as its escape codes have them."""
        return set(FOREGROUND.findall(self.quit(self.open(*arguments, **options))))

    def test_colours_are_as_many_as_the_terminal_has(self):
        expected = {"linux": rb"3[0-7]", "poolmon-16": rb"[39][0-7]",
                    "xterm-256color": rb"38;5;\d+", "poolmon-direct": rb"38:2::\d+:\d+:\d+"}
        for term, pattern in expected.items():
            for theme in ("dusk", "paper", "safe"):
                with self.subTest(f"{theme} on {term}"):
                    colours = self.colours("--theme", theme, term=term)
                    self.assertGreater(len(colours), 2)
                    for colour in colours:
                        self.assertRegex(colour, b"^" + pattern + b"$")
        self.assertIn(b"38:2::95:215:135", self.colours("--theme", "dusk", term="poolmon-direct"))
        self.assertIn(b"92", self.colours("--theme", "dusk", term="poolmon-16"))

    def test_the_terminals_own_colours(self):
        for term in ("linux", "poolmon-16", "xterm-256color", "poolmon-direct"):
            with self.subTest(term):
                colours = self.colours("--theme", "terminal", term=term)
                self.assertGreater(len(colours), 2)
                self.assertLessEqual(colours, {b"%d" % n for n in range(30, 38)})

    def test_no_colour(self):
        runs = [
            (["--color", "never"], {}), (["--theme", "mono"], {}), ([], {"NO_COLOR": "1"}),
            (["--theme", "dusk"], {"NO_COLOR": "1"})]
        for arguments, env in runs:
            with self.subTest(f"{arguments} {env}"):
                terminal = self.open(*arguments, env=env)
                self.assertEqual(FOREGROUND.findall(terminal.bytes), [])
                # Bold is left, and dim.
                self.assertRegex(terminal.bytes, rb"\x1b\[(0;)?1m")
                self.assertRegex(terminal.bytes, rb"\x1b\[(0;)?2m")
                self.quit(terminal)
        self.assertNotEqual(self.colours("--color", "always", env={"NO_COLOR": "1"}), set())
        self.assertNotEqual(self.colours("--color", "auto", env={"NO_COLOR": ""}), set())
        self.assertEqual(self.colours("--color", "always", term="vt100"), set())

    def test_a_closed_terminal_ends_it(self):
        # Also where the hangup itself is ignored: then a write or the keyboard tells.
        for program in ([POOLMON], ["bash", "-c", 'trap "" HUP; exec "$0" "$@"', POOLMON]):
            with self.subTest(program[0]):
                record = self.path(f"{os.path.basename(program[0])}.ndjson")
                terminal = self.open("--record", record, program=program)
                terminal.close()
                self.assertEqual(terminal.wait_for_end(), 129)
                self.assertGreater(len(read_session(record)[1]), 0)

    def block(self, record):
        """A run whose terminal is not read any more, until it waits for that: nothing is recorded
        then."""
        terminal = self.open(
            "--interval", "10ms", "--record", record, term="poolmon-sync", size=(200, 60))
        size = -1
        while size != (size := os.path.getsize(record)):
            for _ in range(20):
                terminal.press(b"\x0c")
                time.sleep(0.05)
        return terminal

    def test_a_terminal_that_reads_late_gets_every_byte(self):
        terminal = self.block(self.path("late.ndjson"))
        place = 0
        for _ in range(6):
            place = terminal.wait_for(END, after=place)
        self.quit(terminal)
        self.assertGreater(len(self.frames(terminal.bytes)), 5)

    def test_a_terminal_that_reads_no_more_does_not_hold_the_end_up(self):
        record = self.path("stuck.ndjson")
        terminal = self.block(record)
        terminal.kill("TERM")
        end = time.monotonic() + 20
        while not self.is_over(terminal.pid):
            self.assertLess(time.monotonic(), end, "still running")
            time.sleep(0.05)
        self.assertEqual(terminal.wait_for_end(), 143)
        self.assertGreater(len(read_session(record)[1]), 0)

    @staticmethod
    def is_over(pid):
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
