"""The main job in a real terminal: run, draw, switch, record."""

import os

from case import MEBIBYTE, POOLMON, Case, read_session
from terminal import Terminal, allocation_rate


class MainJob(Case):
    def test_put_noput_put_recorded(self):
        record = self.path("run.ndjson")
        with Terminal() as terminal:
            before = terminal.settings()
            terminal.type(f"{POOLMON} --record {record}; echo exit''-code=$?")
            terminal.wait_until(
                lambda screen: " PUT " in screen and allocation_rate(screen) == 0,
                "PUT that allocates nothing")
            self.assertIn("REC run.ndjson", terminal.screen())
            terminal.press("n")
            terminal.wait_until(
                lambda screen: " NOPUT " in screen and
                (allocation_rate(screen) or 0) > 100 * MEBIBYTE, "NOPUT above 100 MiB/s")
            terminal.press("p")
            terminal.wait_until(
                lambda screen: " PUT " in screen and allocation_rate(screen) == 0,
                "PUT that has fallen back")
            terminal.press("q")
            terminal.wait_for("exit-code=0")
            screen = terminal.screen()
            self.assertIn("mode         put, noput from 00:00:", screen)
            self.assertIn(f"to {record}", screen.replace("\n", ""))
            self.assertEqual(terminal.flag("alternate_on"), "0")
            self.assertEqual(terminal.flag("cursor_flag"), "1")
            self.assertEqual(terminal.settings(), before)
        self.check_recording(record)

    def check_recording(self, record):
        header, samples = read_session(record)
        self.assertEqual(header["source"]["workload"], "request-log")
        self.assertEqual(header["size_classes"][0], 64)
        self.assertGreater(len(samples), 5)
        times = [sample["t_ns"] for sample in samples]
        self.assertEqual(times, sorted(set(times)))
        falling = {"calls", "default_bytes", "max_bytes", "retained_bytes", "retained_objects"}
        for before, after in zip(samples, samples[1:]):
            for name in before["pools"][0].keys() - falling - {"name", "class_puts"}:
                self.assertLessEqual(before["pools"][0][name], after["pools"][0][name], name)
            for one, next_one in zip(before["pools"][0]["class_puts"],
                                     after["pools"][0]["class_puts"]):
                self.assertLessEqual(one, next_one)
            for name in ("alloc_bytes", "alloc_objects", "free_bytes", "free_objects"):
                self.assertLessEqual(before["heap"][name], after["heap"][name], name)
            for part, name in (("process", "cpu_ns"), ("process", "peak_rss_bytes"),
                               ("workload", "operations"), ("monitor", "frames")):
                self.assertLessEqual(before[part][name], after[part][name], name)
        modes = [sample["workload"]["mode"] for sample in samples]
        switches = [mode for i, mode in enumerate(modes) if i == 0 or mode != modes[i - 1]]
        self.assertEqual(switches, ["put", "noput", "put"])
        pool = samples[-1]["pools"][0]
        answered = pool["hits"] + pool["steals"] + pool["victim_hits"] + pool["misses"]
        self.assertEqual(pool["gets"], answered)
        self.assertEqual(pool["puts"], pool["kept"] + pool["drops"])
        self.assertEqual(pool["gets"], pool["puts"] + pool["abandoned"])

    def test_keys(self):
        with Terminal(directory=self.folder) as terminal:
            terminal.type(f"{POOLMON}; echo exit''-code=$?")
            terminal.wait_for("PUT")
            terminal.press("m")
            terminal.wait_for(" NOPUT ")
            terminal.press("m")
            terminal.wait_for(r"^ PUT |\n PUT ")
            # Two at once are two, though they arrive together.
            terminal.press("m", "m", "m")
            terminal.wait_for(" NOPUT ")
            terminal.press("Space")
            terminal.wait_for("PAUSED")
            terminal.press("Space")
            terminal.wait_until(lambda screen: "PAUSED" not in screen, "no pause")
            terminal.press("-")
            terminal.wait_for("every 200 ms")
            terminal.press("+")
            terminal.press("+")
            terminal.wait_for("every 50 ms")
            # Flow control is off: ^S stops nothing.
            terminal.press("C-s")
            for key in ("?", "h", "F1"):
                terminal.press(key)
                terminal.wait_for("put every buffer back into the pool")
                terminal.press("Escape")
                terminal.wait_for("allocation rate")
            terminal.press("R")
            terminal.wait_for(r"REC poolmon-\d{8}-\d{6}.ndjson")
            terminal.press("R")
            terminal.wait_for(r"recorded .* to poolmon-")
            terminal.press("C-c")
            terminal.wait_for("exit-code=0")
        (name,) = os.listdir(self.folder)
        read_session(self.path(name))

    def test_a_switch_is_seen_at_once_at_a_slow_interval(self):
        record = self.path("slow.ndjson")
        with Terminal() as terminal:
            terminal.type(f"{POOLMON} --interval 60s --record {record}; echo exit''-code=$?")
            terminal.wait_for("as of 00:00:00")
            terminal.press("n")
            terminal.wait_for(" NOPUT ")
            terminal.wait_for(r"00:00:0\d  noput")
            terminal.press("q")
            terminal.wait_for("exit-code=0")
        modes = [sample["workload"]["mode"] for sample in read_session(record)[1]]
        self.assertEqual(modes, ["put", "noput", "noput"])

    def test_every_size(self):
        """At any size, live; and the last words to go are the mode and the keys."""
        with Terminal() as terminal:
            terminal.type(f"{POOLMON}; echo exit''-code=$?")
            terminal.wait_for("PUT")
            for width, height, words in (
                (200, 60, "marks"), (80, 24, "size classes"), (40, 12, "allocation rate"),
                (20, 5, "alloc"), (8, 2, "PUT"), (5, 1, "PUT"), (1, 1, "P"), (300, 100, "cpu"),
            ):
                terminal.resize(width, height)
                terminal.wait_until(lambda screen: words in screen, f"{words} at {width}x{height}")
            terminal.resize(120, 40)
            terminal.wait_for("q quit")
            terminal.press("q")
            terminal.wait_for("exit-code=0")
