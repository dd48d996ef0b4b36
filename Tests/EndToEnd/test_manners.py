"""Signals, stops, closed terminals, colours and locales."""

import os
import re
import signal
import time

from case import POOLMON, Case, pids, read_session
from terminal import Terminal


class Manners(Case):
    def start(self, terminal, *arguments):
        terminal.type(f"{POOLMON} {' '.join(arguments)}; echo exit''-code=$?")
        terminal.wait_for("PUT")
        (pid,) = pids()
        return pid

    def quit(self, terminal):
        terminal.press("q")
        terminal.wait_for("exit-code=0")

    def test_signals_leave_the_terminal_and_the_recording_whole(self):
        # Status as the shell tells it: ^C ends well, other signals with 128 + n.
        expected = {"INT": 0, "TERM": 143, "HUP": 129, "QUIT": 131, "ABRT": 134, "SEGV": 139,
                    "ILL": 132, "TRAP": 133, "FPE": 136, "BUS": 135}
        for name, status in expected.items():
            with self.subTest(name), Terminal() as terminal:
                record = self.path(f"{name}.ndjson")
                terminal.type("ulimit -c 0")
                before = terminal.settings()
                pid = self.start(terminal, "--record", record)
                terminal.wait_for("allocated")
                os.kill(pid, getattr(signal, "SIG" + name))
                terminal.wait_for(f"exit-code={status}")
                self.assertEqual(terminal.flag("alternate_on"), "0")
                self.assertEqual(terminal.flag("cursor_flag"), "1")
                self.assertEqual(terminal.flag("mouse_any_flag"), "0")
                self.assertEqual(terminal.settings(), before)
                self.assertGreater(len(read_session(record)[1]), 0)

    def test_signals_without_a_recording(self):
        for name, status in {"INT": 0, "TERM": 143, "QUIT": 131, "SEGV": 139}.items():
            with self.subTest(name), Terminal() as terminal:
                terminal.type("ulimit -c 0")
                before = terminal.settings()
                os.kill(self.start(terminal), getattr(signal, "SIG" + name))
                terminal.wait_for(f"exit-code={status}")
                self.assertEqual(terminal.settings(), before)

    def test_stop_and_go_on(self):
        with Terminal() as terminal:
            before = terminal.settings()
            terminal.type(f"{POOLMON}")
            terminal.wait_for("q quit")
            self.assertEqual(terminal.flag("mouse_button_flag"), "1")
            terminal.press("C-z")
            terminal.wait_for("Stopped")
            self.assertEqual(terminal.flag("alternate_on"), "0")
            self.assertEqual(terminal.flag("mouse_any_flag"), "0")
            terminal.type("clear; echo shel''l-works")
            terminal.wait_for("shell-works")
            self.assertEqual(terminal.settings(), before)
            terminal.type("fg")
            terminal.wait_for("q quit")
            # Drags are asked for again, too.
            self.assertEqual(terminal.flag("mouse_button_flag"), "1")
            terminal.press("n")
            terminal.wait_for(" NOPUT ")
            terminal.press("q")
            terminal.wait_for(r"  verdict      [a-z ]+: ")
            self.assertEqual(terminal.flag("mouse_any_flag"), "0")
            self.assertEqual(terminal.settings(), before)

    def test_a_trap_after_stop_and_go_on(self):
        with Terminal() as terminal:
            terminal.type("ulimit -c 0")
            before = terminal.settings()
            pid = self.start(terminal)
            terminal.press("C-z")
            terminal.wait_for("Stopped")
            terminal.type("clear; fg")
            terminal.wait_for("q quit")
            os.kill(pid, signal.SIGSEGV)
            terminal.wait_for("Segmentation fault")
            self.assertEqual(terminal.flag("alternate_on"), "0")
            self.assertEqual(terminal.flag("cursor_flag"), "1")
            self.assertEqual(terminal.settings(), before)

    def test_a_closed_terminal_ends_it(self):
        record = self.path("closed.ndjson")
        with Terminal() as terminal:
            pid = self.start(terminal, "--record", record)
            terminal.wait_for("allocated")
            terminal.kill()
            end = time.monotonic() + 20
            while os.path.exists(f"/proc/{pid}") and time.monotonic() < end:
                time.sleep(0.05)
            self.assertFalse(os.path.exists(f"/proc/{pid}"), "still running without a terminal")
        self.assertEqual(pids(), [])
        self.assertGreater(len(read_session(record)[1]), 0)

    def test_no_color(self):
        with Terminal(env={"NO_COLOR": "1"}) as terminal:
            self.start(terminal)
            terminal.wait_for("allocated")
            colours = re.findall(r"\x1b\[[\d;]*(?:3[0-8]|4[0-8]|9\d)[\d;]*m", terminal.screen(True))
            self.assertEqual(colours, [])
            self.quit(terminal)

    def test_color_by_default(self):
        with Terminal() as terminal:
            self.start(terminal)
            self.assertRegex(terminal.screen(True), r"\x1b\[[\d;]*38;5;")
            self.quit(terminal)

    def test_eight_colours(self):
        with Terminal(term="linux") as terminal:
            self.start(terminal)
            self.assertRegex(terminal.screen(True), r"\x1b\[[\d;]*3[1-7]")
            self.quit(terminal)

    def test_ascii_in_another_locale(self):
        with Terminal(env={"LC_ALL": "C"}) as terminal:
            self.start(terminal)
            terminal.press("n")
            terminal.wait_for(" NOPUT ")
            screen = terminal.screen()
            self.assertTrue(screen.isascii(), screen)
            self.assertIn("+- 3 allocation rate", screen)
            terminal.press("q")
            terminal.wait_for("exit-code=0")
            self.assertTrue(terminal.screen().isascii())

    def test_terminals_that_cannot(self):
        for term in ("dumb", "no-such-terminal", "''"):
            with self.subTest(term), Terminal() as terminal:
                terminal.type(f"export TERM={term}")
                code = terminal.run(f"{POOLMON} --duration 1s --interval 200ms")
                self.assertEqual(code, 0)
                screen = terminal.screen()
                self.assertRegex(screen, r"poolmon: .*TERM.*")
                self.assertIn("operations    allocated", screen)
