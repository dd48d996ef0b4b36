"""A terminal emulator written by others shows the same screen as the canvas, cell for cell.

`S` saves the canvas as text. The emulator is pyte.
"""

import os
import re
import time
import unittest

from case import POOLMON, Case
from pseudo_terminal import END, compile_descriptions

try:
    from emulator import EmulatedTerminal
except ImportError:
    EmulatedTerminal = None

# What begins a screen that is painted anew, on terminals that are like xterm.
CLEAR = b"\x1b[H\x1b[2J"
# What `n` makes the mode's cells in each theme, where there are 256 colours and where there are 8.
BAD = {
    "dusk": ("ff875f", "red"), "paper": ("af0000", "red"), "safe": ("d75f00", "red"),
    "terminal": ("red", "red"), "mono": ("default", "default")}
SIZES = ((80, 24), (120, 40), (200, 60), (40, 12), (10, 3), (1, 1))


@unittest.skipUnless(EmulatedTerminal, "pyte is not here: python3-pyte, or pip install pyte")
class Emulator(Case):
    def open(self, *arguments, program=None, **options):
        """A run that saves screens in this test's folder, with a mark, and the mistake going on."""
        program = program or ["env", "-C", self.folder, POOLMON]
        terminal = EmulatedTerminal(
            "--interval", "20ms", "--rate", "5000", *arguments, program=program, **options)
        self.enterContext(terminal)
        # On the smallest screen the mode is a letter.
        terminal.wait_for_row("^ ?P")
        terminal.press(b"n")
        terminal.wait_for_row("^ ?N")
        return terminal

    def saved(self, terminal):
        """Saves the screen; the rows of the file, once it is whole."""
        before = set(os.listdir(self.folder))
        terminal.press(b"S")
        end = time.monotonic() + 20
        while True:
            terminal.read()
            for name in set(os.listdir(self.folder)) - before:
                with open(self.path(name), encoding="utf-8") as file:
                    text = file.read()
                if text.endswith("\n") and text.count("\n") == terminal.screen.lines:
                    # There are four names a second.
                    os.remove(self.path(name))
                    return text[:-1].split("\n")
            self.assertLess(time.monotonic(), end, "no file was saved")

    def repaint(self, terminal):
        """Has everything painted anew; returns where that begins, so all before has arrived."""
        place = len(terminal.bytes)
        terminal.press(b"\x0c")
        return terminal.wait_for(CLEAR, after=place) - len(CLEAR)

    def resize_and_back(self, terminal):
        """Has everything painted anew where a key would not; returns where that begins."""
        (width, height) = terminal.size
        starts = []
        for columns in (width + 1, width):
            place = len(terminal.bytes)
            terminal.resize(columns, height)
            starts.append(terminal.wait_for(CLEAR, after=place) - len(CLEAR))
        return starts[0]

    def hold(self, terminal):
        """Looks back, where there is room to see that, and holds the screen still: from then on
        only the clock goes on, and a notice comes. What other policies would have cost is hidden,
        since that is worked out while the screen is held."""
        has_room = terminal.size[0] >= 40
        if has_room:
            terminal.wait_for_row("00:00:0[1-9]")
        terminal.press(b"ix2" + b"\x1bOD" * 9)
        if has_room:
            terminal.wait_for_row("^ NOPUT   [−-]")
        terminal.press(b" ")
        if has_room:
            terminal.wait_for_row("^ NOPUT   PAUSED   [−-]")

    def compare(self, terminal):
        """The screen that was saved is among those of the emulator, and below its first two rows
        nothing differs ever after. Returns its rows."""
        # A key that ends a notice, which is not in the file.
        self.repaint(terminal)
        rows = self.saved(terminal)
        self.assertSeen(terminal, rows, self.repaint(terminal))
        terminal.wait_until(lambda now: now[2:] == rows[2:], "the same screen painted anew")
        return rows

    def held(self, *arguments, **options):
        """A run that is held still, and the rows of its screen."""
        terminal = self.open(*arguments, **options)
        self.hold(terminal)
        return terminal, self.compare(terminal)

    def assertSeen(self, terminal, rows, end):
        """That the screen was equal to these rows at a step, and its lower part since then."""
        equal = [terminal.row(y) == row for y, row in enumerate(rows)]
        seen = all(equal)
        terminal.screen.dirty.clear()
        for _ in terminal.steps(end):
            for y in terminal.screen.dirty:
                equal[y] = terminal.row(y) == rows[y]
            terminal.screen.dirty.clear()
            seen = seen or all(equal)
        if not seen:
            self.assertEqual(terminal.rows, rows)
        self.assertEqual(terminal.rows[2:], rows[2:])

    def assertStyles(self, terminal, rows, color):
        """That the mode and what is not of now are reversed, the cursor too, and nothing else."""
        mode = re.match(r" NOPUT ", rows[1])
        moments = list(re.finditer(r"(?<= ) (PAUSED|[−-]\d[^ ]* \w+) (?= )", rows[1]))
        self.assertEqual(len(moments), 2, rows[1])
        wanted = {(x, 1) for match in [mode, *moments] for x in range(*match.span())}
        cells = set(terminal.reversed_cells())
        self.assertEqual({cell for cell in cells if cell[1] == 1}, wanted)
        pointers = {x for row in rows for x, glyph in enumerate(row) if glyph in "▲^"}
        self.assertLessEqual({x for x, y in cells if y != 1}, pointers)
        cell = terminal.screen.buffer[1][1]
        self.assertEqual((cell.fg, cell.bg, cell.bold), (color, "default", True))
        # A title is bold whatever the colours.
        y, x = next((y, row.index("2 memory")) for y, row in enumerate(rows) if "2 memory" in row)
        self.assertTrue(terminal.screen.buffer[y][x].bold)

    def test_every_size_and_both_terminals(self):
        for term in ("xterm", "xterm-256color"):
            for size in SIZES:
                with self.subTest(f"{term} {size}"):
                    terminal, rows = self.held(term=term, size=size)
                    self.assertEqual(len(rows), size[1])
                    self.assertLessEqual(max(map(len, rows)), size[0])
                    terminal.press(b"q")
                    self.assertEqual(terminal.wait_for_end(), 0)

    def test_every_theme(self):
        for term, depth in (("xterm-256color", 0), ("xterm", 1)):
            for theme, colors in BAD.items():
                with self.subTest(f"{theme} on {term}"):
                    terminal, rows = self.held("--theme", theme, term=term, size=(120, 40))
                    self.assertStyles(terminal, rows, colors[depth])

    def test_no_colour(self):
        for arguments, env in ((["--color", "never"], {}), ([], {"NO_COLOR": "1"})):
            with self.subTest(f"{arguments} {env}"):
                terminal, rows = self.held(*arguments, env=env, size=(120, 40))
                self.assertStyles(terminal, rows, "default")
                cells = terminal.screen.buffer.values()
                self.assertEqual({cell.fg for line in cells for cell in line.values()}, {"default"})

    def test_ascii(self):
        runs = [(["--glyphs", "ascii"], {}), ([], {"LC_ALL": "C"})]
        for arguments, env in runs:
            for term in ("xterm", "xterm-256color"):
                for size in SIZES if arguments else SIZES[1::4]:
                    with self.subTest(f"{arguments} {env} {term} {size}"):
                        terminal, rows = self.held(*arguments, env=env, term=term, size=size)
                        self.assertTrue("".join(rows).isascii(), rows)
                        if size == (120, 40):
                            self.assertStyles(
                                terminal, rows, BAD["terminal" if term == "xterm" else "dusk"][0])

    def test_blocks(self):
        _, rows = self.held("--glyphs", "blocks", size=(120, 40))
        self.assertRegex("".join(rows), "[▁-█]")
        self.assertNotRegex("".join(rows), "[\u2800-\u28ff]")

    def test_what_keys_change(self):
        terminal = self.open(size=(120, 40))
        self.hold(terminal)
        keys = {"help": b"?", "help below": b"?\x1b[6~", "expanded": b"9e",
                "logarithmic totals": b"lty", "a long axis": b"ZZ", "hidden": b"3x"}
        for name, pressed in keys.items():
            with self.subTest(name):
                terminal.press(pressed)
                self.compare(terminal)
                terminal.press(b"\x1b")
                self.repaint(terminal)

    def test_what_takes_every_key(self):
        """A list or a line that is open takes S for itself. What was painted piece by piece is what
        is painted anew, all the same."""
        terminal = self.open(size=(120, 40))
        self.hold(terminal)
        keys = {b"w": "enter starts", b"M": "enter jumps there", b":pan": "^ :pan  +tab completes",
                "Nhöl 語".encode(): "^ note: höl \\?  +enter keeps it"}
        for pressed, pattern in keys.items():
            with self.subTest(pressed):
                terminal.press(pressed)
                terminal.wait_for_row(pattern)
                rows = terminal.rows_at(self.resize_and_back(terminal))
                terminal.wait_until(lambda now: now[2:] == rows[2:], "the same screen")
                terminal.press(b"\x1b")
                self.repaint(terminal)

    def test_frames_of_a_screen_that_moves(self):
        """A synchronised update ends with a whole frame: one of these is saved."""
        terminal = self.open(
            term="poolmon-sync", size=(120, 40),
            env={"TERMINFO": compile_descriptions(self.folder)})
        for keys in (b"p", b"n", b"2e", b"ez", b"9", b"\x1bOD", b"t", b"?", b"?l"):
            with self.subTest(keys):
                terminal.press(keys)
                # What is read now begins within a frame, perhaps.
                terminal.wait_for(END, after=len(terminal.bytes))
                rows = self.saved(terminal)
                terminal.wait_for(END, after=len(terminal.bytes))
                frames = [match.end() for match in re.finditer(re.escape(END), terminal.bytes)]
                screens = [terminal.rows_at(end) for end in frames if end > terminal.fed]
                self.assertIn(rows, screens)
