"""How the dashboard looks and what it listens to: options, the settings file, the mouse."""

import json
import os
import re

from case import POOLMON
from dashboard import DashboardCase, clock, mode_line, titles
from terminal import Terminal

PALETTE = re.compile(r"\x1b\[[\d;]*38;5;(\d+)")
BRAILLE = re.compile("[\u2801-\u28ff]")
# What titles are written in.
THEMES = {"terminal": "36", "dusk": "38;5;152", "paper": "38;5;24", "safe": "38;5;74", "mono": None}


class Options(DashboardCase):
    def color(self, terminal, words):
        """The colour, as its escape code has it, in which words are written; None for text's."""
        before, found, _ = terminal.screen(escapes=True).partition(words)
        self.assertTrue(found, words)
        color = None
        for code in re.findall(r"\x1b\[([\d;]*)m", before):
            if match := re.search(r"(^|;)(38;5;\d+|3[0-7]|9[0-7])$", code):
                color = match.group(2)
            elif re.search(r"(^|;)(0|39|)$", code):
                color = None
        return color

    def test_themes(self):
        names = list(THEMES)
        terminal = self.open("--theme", names[0])
        for theme in (*names[1:], names[0]):
            with self.subTest(f"T takes {theme}"):
                self.see_mode(terminal, "T", f"theme {theme}")
                self.assertEqual(self.color(terminal, "2 memory"), THEMES[theme])
        self.quit(terminal)
        for theme in names:
            with self.subTest(f"--theme {theme}"):
                terminal = self.open("--theme", theme)
                self.assertEqual(self.color(terminal, "2 memory"), THEMES[theme])
                self.quit(terminal)

    def test_glyphs_colour_and_panels_are_options(self):
        terminal = self.open("--mode", "noput")
        terminal.wait_until(BRAILLE.search, "dots")
        self.quit(terminal)
        terminal = self.open("--mode", "noput", "--glyphs", "blocks")
        terminal.wait_for(r"3 allocation rate [^\n]*\n([^\n]*\n){0,8}│[^\n│]*│[^\n│]*[▁-█]")
        self.assertIsNone(BRAILLE.search(terminal.screen()))
        self.quit(terminal)
        terminal = self.open("--mode", "noput", "--glyphs", "ascii")
        terminal.wait_for(r"3 allocation rate [^\n]*\n([^\n]*\n){0,8}\|[^\n|]*\|[^\n|]*[#_.]")
        self.assertTrue(terminal.screen().isascii(), terminal.screen())
        self.quit(terminal)
        terminal = self.open("--color", "never")
        self.assertNotRegex(terminal.screen(escapes=True), r"\x1b\[[\d;]*(3[0-8]|4[0-8]|9\d)m")
        self.quit(terminal)
        terminal = self.open("--panels", '"memory, pool"')
        terminal.wait_for("4 pool")
        self.assertEqual(sorted(titles(terminal.screen())), ["2", "4"])
        self.quit(terminal)


class SettingsFile(DashboardCase):
    def setUp(self):
        super().setUp()
        os.mkdir(self.path("poolmon"))
        self.file = self.path("poolmon/config.json")
        self.env = {"XDG_CONFIG_HOME": self.folder}

    def write(self, settings):
        with open(self.file, "w") as file:
            file.write(settings if isinstance(settings, str) else json.dumps(settings))

    def config(self, *arguments):
        run = self.plain("config", *arguments, env={**os.environ, **self.env, "LC_ALL": "C.UTF-8"})
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def test_settings_are_in_force(self):
        self.write({"theme": "mono", "keys": {"quit": ["Q"], "noput": ["ctrl-n", "f5"]},
                    "panels": ["pool", "memory"], "axes": "logarithmic"})
        terminal = self.open(env=self.env)
        terminal.wait_for(" Q quit")
        self.assertEqual(sorted(titles(terminal.screen())), ["2", "4"])
        self.assertIn("  log  ", terminal.screen())
        self.assertNotRegex(terminal.screen(escapes=True), r"\x1b\[[\d;]*(3[0-8]|9\d)[\d;]*m")
        # Keys that mean nothing now.
        terminal.press("q", "n")
        self.see_mode(terminal, "C-n", "^ NOPUT ")
        self.see_mode(terminal, "p", "^ PUT ")
        self.see_mode(terminal, "F5", "^ NOPUT ")
        terminal.press("Q")
        terminal.wait_for("exit-code=0")
        # Options go before the file, key by key.
        terminal = self.open(
            "--theme", "dusk", "--panels", "heap", "--key", "quit=X", "--key", "show-all=q",
            env=self.env)
        terminal.wait_for(" X quit")
        self.assertEqual(titles(terminal.screen()), ["6"])
        self.assertRegex(terminal.screen(escapes=True), PALETTE)
        self.see_mode(terminal, "C-n", "^ NOPUT ")
        terminal.press("X")
        terminal.wait_for("exit-code=0")

    def test_a_file_that_cannot_be(self):
        wrong = {
            '{"theme": "nope"}': "no theme is named 'nope'",
            '{"keys": {"quit": "Q"}}': "'keys.quit' has to be a list in square brackets",
            '{"keys": {"quit": ["n"]}}': "key 'n' is given to 'noput' and to 'quit'",
            '{"keys": {"fly": ["n"]}}': "no key does 'fly'",
            '{"keys": {"quit": ["banana"]}}': "no key is named 'banana'",
            '{"panels": ["cake"]}': "no panel is named 'cake'",
            '{"panels": []}': "'panels' is empty",
            '{"mouse": 1}': "'mouse' has to be true or false",
            '{"glyphs": "runes"}': "'glyphs' has a value that it cannot have",
            '{"colour": "never"}': "no setting is named 'colour'",
            "[]": "it has to be an object in braces",
            '{"theme": ': "it is not JSON",
            "theme = mono": "it is not JSON",
        }
        with Terminal(directory=self.folder, env=self.env) as terminal:
            before = terminal.settings()
            for text, words in wrong.items():
                with self.subTest(text):
                    self.write(text)
                    self.assertEqual(terminal.run(f"{POOLMON} 2> error"), 2)
                    with open(self.path("error")) as file:
                        error = file.read()
                    self.assertRegex(error, r"\Apoolmon: [^\n]+\n\Z")
                    self.assertIn(f"settings '{self.file}': {words}", error)
            os.chmod(self.file, 0o644)
            os.remove(self.file)
            os.mkdir(self.file)
            self.assertEqual(terminal.run(f"{POOLMON} 2> error"), 2)
            with open(self.path("error")) as file:
                self.assertIn(f"cannot read settings '{self.file}': ", file.read())
            self.assertEqual(terminal.flag("alternate_on"), "0")
            self.assertEqual(terminal.flag("cursor_flag"), "1")
            self.assertEqual(terminal.flag("mouse_any_flag"), "0")
            self.assertEqual(terminal.settings(), before)

    def test_a_file_that_is_named_has_to_be_there(self):
        with Terminal(directory=self.folder, env=self.env) as terminal:
            self.assertEqual(terminal.run(f"{POOLMON} --config none.json 2> error"), 2)
        with open(self.path("error")) as file:
            self.assertEqual(
                file.read(),
                "poolmon: cannot read settings 'none.json': No such file or directory\n")

    def test_what_config_prints_is_a_file(self):
        self.assertEqual(self.config("--path"), self.file + "\n")
        self.assertEqual(self.config("--path", "--config", "other.json"), "other.json\n")
        usual = self.config()
        # As when the shell has made the file that the settings are printed to.
        self.write("")
        self.assertEqual(self.config(), usual)
        self.write(usual)
        self.assertEqual(self.config(), usual)
        changed = self.config(
            "--theme", "safe", "--glyphs", "blocks", "--no-mouse", "--key", "quit=ctrl-q,space",
            "--key", "pause=a", "--values", "totals", "--classes", "bytes", "--color", "always")
        self.assertNotEqual(changed, usual)
        self.write(changed)
        self.assertEqual(self.config(), changed)
        terminal = self.open(env=self.env)
        terminal.wait_for("bytes/s of capacity put")
        self.assertIn("  totals  ", terminal.screen())
        self.assertIsNone(BRAILLE.search(terminal.screen()))
        self.assertEqual(terminal.flag("mouse_any_flag"), "0")
        self.see_mode(terminal, "a", " PAUSED ")
        terminal.press("Space")
        terminal.wait_for("exit-code=0")


class Mouse(DashboardCase):
    """Reports as a terminal sends them, after xterm's SGR encoding, with places counted from 1."""

    LEFT, DRAG, UP, DOWN = 0, 32, 64, 65

    def open(self, *arguments):
        return super().open(*arguments, term="xterm-256color")

    def report(self, terminal, button, x, y, end="M"):
        terminal.send(f"\x1b[<{button};{x + 1};{y + 1}{end}".encode())

    def click(self, terminal, x, y):
        self.report(terminal, self.LEFT, x, y)
        self.report(terminal, self.LEFT, x, y, end="m")

    @staticmethod
    def place(screen, words):
        """The column and the row where words begin."""
        rows = screen.split("\n")
        y = next(y for y, row in enumerate(rows) if words in row)
        return rows[y].index(words), y

    def test_a_click_selects_a_panel(self):
        terminal = self.open()
        for panel in ("4 pool", "1 size classes", "8 marks"):
            x, y = self.place(terminal.screen(), panel)
            self.click(terminal, x, y + 1)
            screen = terminal.wait_for(f"┏━ {panel}").string
            self.assertEqual(screen.count("┏"), 1)
            self.assertNotIn("End returns", screen)
        # Nothing is there: the last one stays selected.
        self.click(terminal, 5, 0)
        terminal.press("x")
        terminal.wait_until(lambda screen: "8 marks" not in screen, "no marks")
        self.quit(terminal)

    def test_no_report_holds_the_run_up(self):
        """Nor one of a button that means nothing here, or of a release."""
        terminal = self.open()
        reports = {"press": 0, "drag": 32, "middle": 1, "right": 2, "moved": 35, "shift": 4,
                   "control": 16, "wheel with alt": 72, "tilted wheel": 66, "eighth": 128}
        for name, button in reports.items():
            for end in "Mm":
                with self.subTest(f"{name} {end}"):
                    before = clock(terminal.screen())
                    self.report(terminal, button, 30, 15, end)
                    terminal.wait_until(
                        lambda screen: clock(screen) > before, "the clock to go on", seconds=10)
                # Something that it can go on with, if it did not.
                terminal.press("Escape")
        self.quit(terminal)

    def test_a_click_in_a_graph_sets_the_cursor(self):
        terminal = self.open("--interval", "10ms")
        # What is known reaches beyond the middle of the axis.
        terminal.wait_for("00:00:0[5-9]")
        # Held still, so that a place stays an instant.
        self.see_mode(terminal, "Space", " PAUSED ")
        x, y = self.place(terminal.screen(), "−3 s ─")
        self.click(terminal, x, y - 2)
        middle = self.moment(terminal, "")
        rows = terminal.wait_for("┏━ 2 memory").string.split("\n")
        self.assertEqual(rows[y][x], "▲", rows[y])
        # It goes with the mouse while the button is down, and stays where it is let go.
        self.report(terminal, self.DRAG, x - 10, y - 2)
        earlier = self.moment(terminal, middle)
        self.report(terminal, self.DRAG, x + 10, y - 2)
        later = self.moment(terminal, earlier)
        self.report(terminal, self.LEFT, x + 10, y - 2, end="m")
        self.assertLess(earlier, middle)
        self.assertLess(middle, later)
        self.see_mode(terminal, "Escape", "held at 00:00:")
        self.quit(terminal)

    def moment(self, terminal, other):
        """The instant that is looked at, once it is another one."""
        return terminal.wait_until(
            lambda screen: (match := re.search(r"at (00:00:\d\d\.\d)", mode_line(screen)))
            and match.group(1) != other and match, "another instant").group(1)

    def test_the_wheel_zooms_and_moves_through_lists(self):
        terminal = self.open()
        x, y = self.place(terminal.screen(), "2 memory")
        self.report(terminal, self.UP, x, y + 2)
        terminal.wait_for("axis 30 s ")
        self.report(terminal, self.DOWN, x, y + 2)
        self.report(terminal, self.DOWN, x, y + 2)
        terminal.wait_for("axis 2 min ")
        self.see(terminal, "w", "▶ request-log")
        self.report(terminal, self.DOWN, x, y + 2)
        terminal.wait_for("▶ forgetful")
        self.report(terminal, self.UP, x, y + 2)
        self.see(terminal, "Escape", "▶ request-log|2 memory")
        self.see(terminal, "?", "put every buffer back into the pool")
        self.report(terminal, self.DOWN, x, y + 2)
        terminal.wait_until(
            lambda screen: "put every buffer back into the pool" not in screen, "a line further")
        self.see(terminal, "?", "2 memory")
        self.quit(terminal)

    def test_a_click_on_a_hint_is_its_key(self):
        terminal = self.open()
        for hint, pattern in (("n noput", "^ NOPUT "), ("p put", "^ PUT "),
                              ("space pause", " PAUSED "),
                              ("space pause", "^ PUT  (healthy|learning)")):
            x, y = self.place(terminal.screen(), f" {hint} ")
            self.click(terminal, x + 1, y)
            terminal.wait_until(
                lambda screen: re.search(pattern, mode_line(screen)), f"{pattern} after {hint}")
        x, y = self.place(terminal.screen(), "q quit")
        self.click(terminal, x + 5, y)
        terminal.wait_for("exit-code=0")

    def test_reports_are_asked_for_unless_told_otherwise(self):
        terminal = self.open()
        self.assertEqual(terminal.flag("mouse_sgr_flag"), "1")
        self.assertEqual(terminal.flag("mouse_button_flag"), "1")
        self.quit(terminal)
        terminal = self.open("--no-mouse")
        self.assertEqual(terminal.flag("mouse_any_flag"), "0")
        self.quit(terminal)
        self.assertEqual(terminal.flag("mouse_any_flag"), "0")
