"""The dashboard's keys in a real terminal: time, panels, commands, notes, the screen itself."""

import glob
import re

from case import read_session
from dashboard import DashboardCase, clock, header, mode_line, titles


def total(screen):
    """The total of gets, as the pool's panel has it."""
    return int(re.search(r"│ gets +\S+(?: k)?/s +([\d,]+) │", screen).group(1).replace(",", ""))


class Dashboard(DashboardCase):
    # Time

    def test_the_cursor_looks_back_and_the_run_goes_on(self):
        record = self.path("run.ndjson")
        terminal = self.open("--record", record, "--interval", "50ms")
        terminal.wait_for("00:00:0[3-9]")
        terminal.press("Left", "Left", "Left", "Left")
        back = r"^ PUT   −\d+\.\d s  at (00:00:\d\d\.\d) in put · End returns to now · "
        then = terminal.wait_until(lambda screen: re.search(back, mode_line(screen)), back)
        shown = total(terminal.screen())
        before = clock(terminal.screen())
        later = terminal.wait_until(
            lambda screen: clock(screen) > before and screen,
            "the run to go on")
        # Of then, and further back by what has gone on.
        self.assertEqual(total(later), shown)
        self.assertIn(f"at {then.group(1)} in put", mode_line(later))
        self.see_mode(terminal, "End", "^ PUT  (healthy|learning)")
        self.assertGreater(total(terminal.screen()), shown)
        self.see_mode(terminal, "PPage", r"−[3-9]\.\d s  at 00:00:")
        self.see_mode(terminal, "Right", r"−\d+\.\d s  at 00:00:")
        self.see_mode(terminal, "Home", r"at 00:00:00\.0 in put")
        self.see_mode(terminal, "Escape", "^ PUT  (healthy|learning)")
        self.quit(terminal)
        _, samples = read_session(record)
        (sample,) = [s for s in samples if s["pools"][0]["gets"] == shown]
        seconds = float(then.group(1).split(":")[-1])
        self.assertAlmostEqual(sample["t_ns"] / 1e9, seconds, delta=0.2)

    def test_marks_are_jumped_to(self):
        terminal = self.open("--interval", "50ms")
        terminal.wait_for("00:00:0[1-9]")
        self.see(terminal, "n", r"00:00:0\d  noput")
        terminal.wait_for("00:00:0[2-9]")
        self.see(terminal, "p", r"00:00:0\d  put")
        terminal.wait_for("00:00:0[3-9]")
        put = self.see_mode(terminal, "[", r"at (00:00:0\d\.\d) in put").group(1)
        noput = self.see_mode(terminal, "[", r"at (00:00:0\d\.\d) in noput").group(1)
        # What happened after the cursor is not among the marks by then.
        self.assertNotRegex(terminal.screen(), r"00:00:0\d  put ")
        self.see_mode(terminal, "]", f"at {put} in put")
        self.see_mode(terminal, "End", "^ PUT  (healthy|learning)")
        rows = self.see(terminal, "M", "marks ─+ enter jumps there").split("\n")
        listed = [row.split()[1:-1] for row in rows[3:5]]
        self.assertEqual(listed, [["▶", put, "put"], [noput, "noput"]])
        self.see(terminal, "Down", f"▶ {noput} +noput")
        self.see_mode(terminal, "Enter", f"at {noput} in noput")
        self.assertIn("1 size classes", terminal.screen())
        self.see(terminal, "M", "enter jumps there")
        self.see(terminal, "Escape", "1 size classes")
        self.quit(terminal)

    def test_the_axis_is_zoomed(self):
        terminal = self.open()
        terminal.wait_for("−60 s")
        self.assertNotIn("axis", header(terminal.screen()))
        self.see(terminal, "z", "axis 30 s .*00:00:")
        self.see(terminal, "z", "axis 15 s .*00:00:")
        terminal.wait_for("−15 s ─")
        terminal.press("Z", "Z", "Z")
        self.see(terminal, "Z", "axis 5 min .*00:00:")
        for _ in range(20):
            terminal.press("Z")
        terminal.wait_for("axis 7 d ")
        for _ in range(20):
            terminal.press("z")
        terminal.wait_for("axis 3 s ")
        self.quit(terminal)

    # Panels

    def test_how_values_are_shown(self):
        terminal = self.open()
        for key, word in (("l", "log"), ("t", "totals"), ("s", "frozen")):
            with self.subTest(word):
                self.see(terminal, key, rf"  {word}  .*00:00:")
                terminal.press(key)
                terminal.wait_until(
                    lambda screen: f"  {word}  " not in header(screen), f"no {word}")
        self.see(terminal, "t", "puts by length, in total")
        terminal.press("t")
        for remark in ("bytes/s of capacity put", "length ÷ capacity",
                       "calls since the calibration", "puts/s by length"):
            self.see(terminal, "y", f"1 size classes .* {remark}")
        self.quit(terminal)

    def test_panels_are_selected_and_expanded(self):
        terminal = self.open()
        everything = sorted(titles(self.see(terminal, "1", "┏━ 1 size classes")))
        self.assertEqual(everything, list("123456789"))
        for digit in "23456789":
            screen = self.see(terminal, digit, f"┏━ {digit} ")
            self.assertEqual(sorted(titles(screen)), everything)
        # There is no room for this one but the whole screen.
        terminal.press("0")
        terminal.wait_until(lambda screen: titles(screen) == ["0"], "latency alone")
        self.see(terminal, "Escape", "╭─ 1 size classes")
        terminal.press("3")
        self.see(terminal, "3", r"PUT .*\n┏━ 3 allocation rate ━")
        self.assertEqual(titles(terminal.screen()), ["3"])
        self.see(terminal, "Tab", "┏━ 4 pool")
        self.see(terminal, "BTab", "┏━ 3 allocation rate")
        self.see(terminal, "e", "╭─ 1 size classes")
        self.assertIn("┏━ 3 allocation rate", terminal.screen())
        self.see(terminal, "Tab", "┏━ 4 pool")
        self.see(terminal, "Enter", r"PUT .*\n┏━ 4 pool ━")
        self.see(terminal, "Escape", "╭─ 1 size classes")
        terminal.press("Escape")
        terminal.wait_until(lambda screen: "┏" not in screen, "no panel selected")
        self.quit(terminal)

    def test_panels_are_hidden(self):
        terminal = self.open()
        self.see_mode(terminal, "x", "select a panel first, by its number or with Tab")
        for digit in "2468":
            self.see(terminal, digit, f"┏━ {digit} ")
            terminal.press("x")
            terminal.wait_until(lambda screen: digit not in titles(screen), f"no panel {digit}")
        # Others have room now.
        self.assertLess(set("13579"), set(titles(terminal.screen())))
        terminal.press("X")
        terminal.wait_until(
            lambda screen: sorted(titles(screen)) == list("123456789"), "all panels")
        self.quit(terminal)

    def test_a_small_screen_shows_any_panel(self):
        terminal = self.open(width=40, height=12)
        self.assertNotIn("calibration", terminal.screen())
        self.see(terminal, "5", r"PUT .*\n┏━ 5 calibration ━+┓\n┃ next ")
        self.see(terminal, "8", r"PUT .*\n┏━ 8 marks ━+┓")
        terminal.press("Escape")
        terminal.wait_until(lambda screen: "marks" not in screen, "the usual panels")
        self.quit(terminal)

    # Commands, notes, policies

    def test_commands_are_typed(self):
        terminal = self.open()
        self.see(terminal, ":", r"\n :.* tab completes  enter does it")
        terminal.press(*"theme p")
        terminal.wait_for(r"\n▶ theme paper .*\n :theme p ")
        self.see(terminal, "Tab", r"\n :theme paper ")
        self.see_mode(terminal, "Enter", "theme paper")
        # What is chosen is done, and need not be typed to its end.
        terminal.press(":", *"workload fo")
        self.see(terminal, "Enter", "lab · forgetful")
        terminal.press(":", *"pan", "Down")
        terminal.wait_for(r"\n▶ panel memory +2 +expand this panel")
        self.see(terminal, "Enter", r"PUT .*\n┏━ 2 memory ━")
        self.see(terminal, "Escape", "╭─ 1 size classes")
        terminal.press(":", *"q", "BSpace", *"nop", "Enter")
        terminal.wait_for(" NOPUT ")
        terminal.press(":")
        terminal.type("frobnicate")
        terminal.wait_for("no command is named 'frobnicate'; \\? lists all")
        terminal.press(":", *"put")
        self.see(terminal, "Escape", "q quit")
        self.assertIn(" NOPUT ", terminal.screen())
        terminal.press(":")
        terminal.type("quit")
        terminal.wait_for("exit-code=0")

    def test_a_name_that_is_completed_is_seen_whole(self):
        terminal = self.open()
        terminal.press(":", *"size classes over")
        terminal.wait_for("▶ panel size cl")
        self.assertRegex(terminal.screen(), "▶ panel size classes over time +9 ")
        self.assertIn("  toggle size classes over time ", terminal.screen())
        terminal.press("Escape")
        self.quit(terminal)

    def test_a_note_is_a_mark_and_recorded(self):
        record = self.path("run.ndjson")
        terminal = self.open("--record", record)
        self.see(terminal, "N", r"\n note: .* enter keeps it  esc leaves")
        terminal.type("deployed  version 2")
        # Across the graphs, as far as it fits there, and in the list.
        terminal.wait_for(r"2 memory .*\n.*┊")
        terminal.wait_for(r"8 marks [^\n]*\n[^\n]*│ 00:00:\d\d  deployed version 2 ")
        terminal.press("N")
        self.see(terminal, "Escape", "q quit")
        terminal.press("N")
        terminal.type("   ")
        terminal.wait_for("q quit")
        terminal.press("z", "z", "z", "z")
        terminal.wait_for("┊deployed versio…")
        self.quit(terminal)
        _, samples = read_session(record)
        notes = [sample["note"] for sample in samples if "note" in sample]
        self.assertEqual(notes, ["deployed version 2"])

    def test_a_policy_is_switched(self):
        record = self.path("run.ndjson")
        terminal = self.open("--record", record)
        # Beside others the panel is too narrow to say it.
        self.see(terminal, "4", "┏━ 4 pool")
        names = [self.see_policy(terminal, "4", "not-seen-yet")]
        while len(names) < 2 or names[-1] != names[0]:
            names.append(self.see_policy(terminal, "P", names[-1]))
        self.assertEqual(names[0], "calibrated")
        self.assertGreater(len(names), 3)
        self.assertEqual(len(set(names)), len(names) - 1)
        terminal.press("M")
        for name in names[1:]:
            terminal.wait_for(f"policy {name} ")
        self.see(terminal, "Escape", "┏━ 4 pool")
        self.quit(terminal)
        _, samples = read_session(record)
        recorded = [sample["pools"][0]["policy"] for sample in samples]
        changes = [n for i, n in enumerate(recorded) if i == 0 or n != recorded[i - 1]]
        self.assertEqual(changes, names)

    def see_policy(self, terminal, key, other):
        """Presses a key; the policy in the frame of the pool's panel once it is another one."""
        terminal.press(key)
        pattern = rf"┏━ 4 pool ━.* policy (?!{other}  )(\w[\w ]*?)  hits"
        return terminal.wait_for(pattern).group(1)

    # The screen

    def test_the_screen_is_saved(self):
        terminal = self.open()
        terminal.wait_for("00:00:0[1-9]")
        self.see_mode(terminal, "Space", " PAUSED ")
        name = self.see_mode(
            terminal, "S", r"saved the screen to (poolmon-\d{8}-\d{6}\.txt)").group(1)
        with open(self.path(name), encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.endswith("\n"))
        rows, seen = text[:-1].split("\n"), terminal.screen().split("\n")
        self.assertEqual(len(rows), 40)
        self.assertTrue(rows[0].startswith(" poolmon  lab · request-log · 30,000 B"), rows[0])
        self.assertIn(" PAUSED ", rows[1])
        self.assertEqual([row.rstrip() for row in seen[2:40]], rows[2:])
        # At once, so within the same second, more likely than not.
        terminal.press("S", "S", "S")
        terminal.wait_until(lambda _: len(glob.glob(self.path("*.txt"))) == 4, "four files")
        terminal.press("q")
        terminal.wait_for("exit-code=0")

    def test_a_screen_that_cannot_be_saved_says_why(self):
        terminal = self.open(directory="/proc")
        self.see_mode(terminal, "S", r"cannot save the screen: [A-Z][a-z ]+$")
        self.quit(terminal)

    def test_control_l_repairs_the_screen(self):
        terminal = self.open("--interval", "60s")
        self.see_mode(terminal, "Space", " PAUSED ")
        whole = terminal.screen().split("\n")[2:]
        with open(terminal.flag("pane_tty"), "w") as file:
            file.write("\x1b7\x1b[10;20Hwritten by another program\x1b[20;1H\x1b[0J\x1b8")
        terminal.wait_for("written by another program")
        terminal.press("C-l")
        terminal.wait_until(
            lambda screen: screen.split("\n")[2:] == whole, "the screen whole again")
        terminal.press("q")
        terminal.wait_for("exit-code=0")
