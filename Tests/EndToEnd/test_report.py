"""Recordings as pages, as Markdown and side by side."""

import json
import os
import re
import shutil
import struct
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree
import zlib
from html.parser import HTMLParser

from case import Case, read_session

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NOTE = "<script>alert(1)</script> | [x](http://evil) \u202e"


def pixels(path):
    """The rows of a PNG as bytes (PNG specification, 9: filtering), and bytes a pixel."""
    with open(path, "rb") as file:
        data = file.read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n", data[:8]
    place, packed = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        body = data[place + 8:place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
        packed += body if kind == b"IDAT" else b""
        place += length + 12
    assert depth == 8 and colour in (2, 6), (depth, colour)
    size = 3 if colour == 2 else 4
    raw, rows = zlib.decompress(packed), []
    above = bytearray(width * size)
    for y in range(height):
        start = y * (width * size + 1)
        method, row = raw[start], bytearray(raw[start + 1:start + 1 + width * size])
        for x in range(len(row)):
            left = row[x - size] if x >= size else 0
            up, corner = above[x], above[x - size] if x >= size else 0
            if method == 1:
                row[x] = (row[x] + left) & 255
            elif method == 2:
                row[x] = (row[x] + up) & 255
            elif method == 3:
                row[x] = (row[x] + (left + up) // 2) & 255
            elif method == 4:
                guess = left + up - corner
                far = [abs(guess - near) for near in (left, up, corner)]
                row[x] = (row[x] + (left, up, corner)[far.index(min(far))]) & 255
        rows.append(row)
        above = row
    return rows, size


class Parser(HTMLParser):
    """What a browser's parser sees: tags in their order."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))


class ReportCase(Case):
    def record(self, name, *arguments, note=None):
        path = self.path(name)
        run = self.plain("--duration", "1s", "--record", path, *arguments)
        self.assertEqual(run.returncode, 0, run.stderr)
        if note:
            with open(path, "a") as file:
                file.write(json.dumps({"t_ns": 300_000_000, "note": note}) + "\n")
        return path

    def good(self, *arguments):
        run = self.plain(*arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def bad(self, code, message, *arguments):
        run = self.plain(*arguments)
        self.assertEqual((run.returncode, run.stdout), (code, ""), run.stderr)
        self.assertRegex(run.stderr, message)
        self.assertEqual(run.stderr.count("\n"), 1)

    def check_page(self, text):
        """Well-formed, alone, and said to those who do not see it."""
        root = ElementTree.fromstring(text)
        parser = Parser()
        parser.feed(text)
        tags = {tag for tag, _ in parser.tags}
        self.assertFalse(tags & {"script", "link", "img", "iframe", "object", "a", "use", "image"})
        for tag, attributes in parser.tags:
            for name, value in attributes.items():
                self.assertNotIn(name, ("src", "href", "xlink:href", "style"))
                self.assertFalse(name.startswith("on"), name)
                if name != "xmlns":
                    self.assertNotIn("http:", value)
            if tag == "th":
                self.assertIn(attributes.get("scope"), ("row", "col", "rowgroup"))
        style = next(root.iter("style")).text
        self.assertNotRegex(style, r"url\(|@import|<")
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        self.assertEqual(len(ids), len(set(ids)))
        svg = "{http://www.w3.org/2000/svg}"
        pictures = list(root.iter(svg + "svg"))
        for picture in pictures:
            title, description = picture[0], picture[1]
            self.assertEqual((title.tag, description.tag), (svg + "title", svg + "desc"))
            self.assertTrue(title.text and description.text)
            self.assertEqual(
                picture.get("aria-labelledby"), f"{title.get('id')} {description.get('id')}")
            width, height = (float(number) for number in picture.get("viewBox").split()[2:])
            for element in picture.iter():
                for name in ("x", "x1", "x2"):
                    self.assertTrue(0 <= float(element.get(name, 0)) <= width, element.attrib)
                for name in ("y", "y1", "y2"):
                    self.assertTrue(-1 <= float(element.get(name, 0)) <= height, element.attrib)
                for number in re.findall(r"[A-Za-z]+|[\d.-]+", element.get("d", "")):
                    self.assertRegex(number, r"^([MLHVZh]|-?\d+(\.\d)?)$")
        return root, pictures


class Report(ReportCase):
    def test_a_recording_as_a_page(self):
        record = self.record("run.ndjson", note=NOTE)
        self.assertEqual(self.good("report", record), "wrote run.html\n")
        with open(self.path("run.html"), encoding="utf-8") as file:
            text = file.read()
        root, pictures = self.check_page(text)
        self.assertGreaterEqual(len(pictures), 2 * 7)
        with open(record) as file:
            samples = [json.loads(line) for line in file if '"pools"' in line]
        first, last = samples[0], samples[-1]
        rows = {row[0].findtext("bdi"): row[1].text
                for table in root.iter("table") for row in table.iter("tr")
                if row.find("td") is not None and row[0].find("bdi") is not None}
        pools = first["pools"][0], last["pools"][0]
        for title, name in (("gets", "gets"), ("puts", "puts"), ("misses", "misses"),
                            ("dropped", "drops"), ("calibrations", "calibrations")):
            self.assertEqual(rows[title], f"{pools[1][name] - pools[0][name]:,}", title)
        operations = [sample["workload"]["operations"] for sample in (first, last)]
        self.assertEqual(rows["operations done"], f"{operations[1] - operations[0]:,}")
        told = "".join(root.itertext())
        self.assertIn("note: <script>alert(1)</script> | [x](http://evil) \ufffd", told)
        self.assertNotIn("time with a finding", told)
        self.assertNotIn("Damage", told)

    def test_findings(self):
        """As 'check' tells them, and on the time axes."""
        record = self.record("run.ndjson", "--mode", "noput", "--duration", "4s")
        told = self.plain("check", record).stdout.splitlines()
        heading, sentence, *facts = [line.strip() for line in told]
        severity, name, times = heading.split("  ")
        self.assertEqual((severity, name), ("warning", "not put back"))
        root, pictures = self.check_page(self.good("report", record, "-o", "-"))
        (found,) = [part for part in root.iter("div") if part.get("class") == "finding"]
        self.assertEqual("".join(found.find("span").itertext()), f"{severity} · {times}")
        texts = [found.findtext("h3")] + [part.text for part in found.iter("p")]
        evidence = [part.text for part in found.iter("li")]
        self.assertEqual(texts, [name, sentence, *facts[-2:]])
        self.assertEqual(evidence, facts[:-2])
        graphs = [picture for picture in pictures
                  if any(part.get("class") == "axis" for part in picture)]
        for graph in graphs[:4]:
            (bar,) = [part for part in graph if part.get("class") == "finding"]
            self.assertIn(f"Findings: {times}.", graph[1].text)
            axis = next(part for part in graph if part.get("class") == "axis")
            self.assertEqual(bar.get("y"), axis.get("y1"))
            # From about two seconds on to the end of four.
            width = float(axis.get("x2")) - float(axis.get("x1"))
            self.assertTrue(0.2 < float(bar.get("width")) / width < 0.8, bar.attrib)
        page = self.good("report", record, "--format", "markdown", "-o", "-")
        part = page.split("\n## Findings\n\n")[1].split("\n\n## ")[0].splitlines()
        self.assertEqual(part[0], f"**{severity} · {name} · {times}**")
        self.assertEqual(part[2].replace("\\", ""), sentence)
        self.assertEqual([line.replace("\\", "") for line in part[4:]],
                         [f"- {fact}" for fact in facts])
        # A part of the session that is well says so.
        page = self.good("report", record, "--to", "1s", "--format", "markdown", "-o", "-")
        self.assertIn("\n## Findings\n\nlearning\\: ", page.replace("learning:", "learning\\:"))

    def test_other_policies(self):
        record = self.record("run.ndjson", "--workload", "reset-before-put")
        told = self.plain("whatif", record, "--format", "json")
        policies = [policy["name"] for policy in json.loads(told.stdout)["policies"]]
        root, pictures = self.check_page(self.good("report", record, "-o", "-"))
        (section,) = [part for part in root.iter("section") if part.get("id") == "what-if"]
        rows = ["".join(row.find("th").itertext()) for row in section.iter("tr")]
        for name, row in zip(policies + ["as it ran: calibrated"], rows[1:], strict=True):
            self.assertTrue(row.endswith(name), row)
        plots = [picture for picture in pictures if "policies" in picture[0].text]
        # A wide one and a narrow one, with a letter for each policy.
        self.assertEqual(len(plots), 2)
        letters = [part.text for part in plots[0] if (part.get("class") or "").startswith("name")]
        self.assertEqual(letters, list("abcdefghij")[:len(policies)])
        page = self.good("report", record, "--format", "markdown", "-o", "-")
        part = page.split("\n## What if\n\n")[1].split("\n\n## ")[0]
        self.assertRegex(part, r"\n\| ● \w calibrated, by capacity \|")
        # Where nothing was put, every policy is the same.
        record = self.record("noput.ndjson", "--mode", "noput")
        self.assertNotIn("What if", self.good("report", record, "-o", "-"))

    def test_what_exists_is_not_overwritten(self):
        record = self.record("run.ndjson")
        with open(self.path("run.html"), "w") as file:
            file.write("mine")
        os.chmod(self.path("run.html"), 0o640)
        self.bad(1, "'run.html' exists already; use --force to overwrite it", "report", record)
        with open(self.path("run.html")) as file:
            self.assertEqual(file.read(), "mine")
        self.good("report", record, "--force")
        with open(self.path("run.html")) as file:
            self.assertTrue(file.read().startswith("<!DOCTYPE html>\n"))
        self.assertEqual(os.stat(self.path("run.html")).st_mode & 0o777, 0o640)
        self.assertEqual(sorted(os.listdir(self.folder)), ["run.html", "run.ndjson"])
        self.good("report", record, "-o", "/dev/null")
        self.bad(1, "cannot create '/nowhere/x.html': its folder does not exist", "report",
                 record, "-o", "/nowhere/x.html")
        self.bad(1, "'/' is a directory; name a file in it", "report", record, "-o", "/", "--force")

    def test_what_cannot_be_told(self):
        record = self.record("run.ndjson")
        self.bad(2, "has no pool 'x'; it has 'default'", "report", record, "--pool", "x")
        self.bad(1, "has no sample in that time", "report", record, "--from", "1:00")
        self.bad(2, "ends before it begins", "report", record, "--from", "0.8", "--to", "0.2")
        self.bad(2, "a time is written as", "report", record, "--from", "soon")
        self.bad(1, "cannot read 'none.ndjson'", "report", "none.ndjson")
        self.bad(2, "-o needs a file's name", "report", record, "-o", "")
        self.assertEqual(os.listdir(self.folder), ["run.ndjson"])

    def test_a_part_damage_and_several_pools(self):
        record = self.record("run.ndjson")
        header, samples = read_session(record)
        with open(record, "w") as file:
            file.write(json.dumps(header) + "\n")
            for sample in samples:
                small = {"name": "<i>small</i>", "retained_bytes": 1}
                large = {**sample["pools"][0], "name": "large", "retained_bytes": 1 << 30}
                file.write(json.dumps({**sample, "pools": [small, large]}) + "\n")
            file.write("torn {\n")
        page = self.good("report", record, "-o", "-", "--from", "-600ms")
        root, _ = self.check_page(page)
        told = "".join(root.itertext())
        self.assertIn("Damage: 1 line passed over: 1 unreadable", told)
        self.assertIn("of pool large.", told)
        self.assertIn("<i>small</i>", told)
        inside = [s for s in samples if s["t_ns"] >= samples[-1]["t_ns"] - 600_000_000]
        self.assertLess(len(inside), len(samples))
        self.assertIn(f"{len(inside)}, one every 100 ms", told)
        page = self.good("report", record, "-o", "-", "--pool", "<i>small</i>")
        told = "".join(self.check_page(page)[0].itertext())
        self.assertIn("of pool <i>small</i>.", told)
        # What nobody counted is not 0.
        self.assertIn("gets–", told)

    def test_one_sample_and_none(self):
        record = self.record("run.ndjson")
        with open(record) as file:
            lines = file.readlines()
        with open(record, "w") as file:
            file.writelines(lines[:2])
        self.check_page(self.good("report", record, "-o", "-"))
        with open(record, "w") as file:
            file.writelines(lines[:1])
        self.bad(1, "'run.ndjson' has no samples", "report", "run.ndjson")

    def test_markdown(self):
        record = self.record("run.ndjson", "--workload", "cliff", note=NOTE)
        self.assertEqual(self.good("report", record, "--format", "markdown"), "wrote run.md\n")
        with open(self.path("run.md"), encoding="utf-8") as file:
            text = file.read()
        self.assertTrue(text.startswith("# run.ndjson\n\n- what ran: lab · cliff · 1 worker\n"))
        self.assertIn("\n## Summary\n\n| figure | |\n|---|---:|\n", text)
        self.assertRegex(text, r"\n  RSS {7}[▁▂▃▄▅▆▇█ ]{60}  [\d.]+ MiB")
        note = "note: \\<script\\>alert(1)\\</script\\> \\| \\[x\\](http\\://evil) \ufffd"
        self.assertIn(f"| {note} |\n", text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 120)

    @unittest.skipUnless(CHROMIUM, "Chromium is missing: pages are not looked at")
    def test_a_browser_shows_it(self):
        record = self.record("run.ndjson", note=NOTE)
        self.good("report", record)
        for scheme, is_light in ((1, True), (0, False)):
            picture = self.path(f"page{scheme}.png")
            subprocess.run(
                [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 f"--user-data-dir={self.path('profile')}", f"--screenshot={picture}",
                 f"--blink-settings=preferredColorScheme={scheme}", "--window-size=600,900",
                 "file://" + self.path("run.html")],
                capture_output=True, timeout=120, check=True)
            rows, size = pixels(picture)
            self.assertEqual(len(rows), 900)
            colours = {}
            for row in rows:
                for x in range(0, len(row), size):
                    colour = bytes(row[x:x + 3])
                    colours[colour] = colours.get(colour, 0) + 1
            most, count = max(colours.items(), key=lambda item: item[1])
            self.assertEqual(min(most) > 200, is_light, most)
            share = 1 - count / (600 * 900)
            self.assertTrue(0.02 < share < 0.6, share)
            self.assertGreater(len(colours), 50)


class Diff(ReportCase):
    def test_the_figures_are_those_of_the_files(self):
        paths = self.record("a.ndjson"), self.record("b.ndjson", "--mode", "noput")
        result = json.loads(self.good("diff", *paths, "--format", "json"))
        for side, path in zip("ab", paths):
            _, samples = read_session(path)
            first, last = samples[0], samples[-1]
            seconds = (last["t_ns"] - first["t_ns"]) / 1e9

            def growth(part, name):
                return last[part][name] - first[part][name]

            figures = result[side]
            self.assertEqual(figures["label"], f"{side}.ndjson")
            self.assertAlmostEqual(figures["duration_s"], seconds, places=6)
            self.assertEqual(figures["alloc_bytes"], growth("heap", "alloc_bytes"))
            self.assertEqual(figures["ops"], growth("workload", "operations"))
            self.assertAlmostEqual(
                figures["ops_per_s"], growth("workload", "operations") / seconds, delta=0.01)
            self.assertAlmostEqual(
                figures["cpu_percent"], growth("process", "cpu_ns") / seconds / 1e7, places=3)
            resident = [sample["process"]["rss_bytes"] for sample in samples[1:]]
            self.assertAlmostEqual(
                figures["rss_avg_bytes"], sum(resident) / len(resident), delta=0.01)
            self.assertEqual(figures["max_bytes"], last["pools"][0]["max_bytes"])
        self.assertAlmostEqual(
            result["ratio"]["ops"], result["b"]["ops"] / result["a"]["ops"], places=9)
        self.assertIsNone(result["ratio"]["collections"])
        self.assertEqual(result["a"]["collections"], 0)
        self.assertEqual(set(result["a"]) - {"label"}, set(result["ratio"]))
        table = self.good("diff", *paths).splitlines()
        self.assertRegex(table[0], r"^a: a.ndjson: lab · request-log · 30,000 B · 1 worker · 00:00")
        self.assertRegex(table[3], r"^ +a +b +b ÷ a$")
        operations = next(line for line in table if line.startswith("operations done"))
        self.assertEqual(
            operations.split()[2:4], [f"{result[side]['ops']:,}" for side in "ab"])
        self.assertTrue(all(len(line) <= 80 for line in table[3:]))
        markdown = self.good("diff", *paths, "--format", "markdown")
        self.assertIn("\n| hit ratio | >99.9 % | 0 % | – |\n", markdown)

    def test_what_is_unknown_is_null_and_a_dash(self):
        path = self.record("a.ndjson")
        header, samples = read_session(path)
        other = self.path("b.ndjson")
        with open(other, "w") as file:
            for line in [header, *({**sample, "heap": None} for sample in samples)]:
                file.write(json.dumps({k: v for k, v in line.items() if v is not None}) + "\n")
        result = json.loads(self.good("diff", path, other, "--format", "json"))
        self.assertIsNone(result["b"]["alloc_bytes"])
        self.assertIsNone(result["ratio"]["alloc_bytes"])
        self.assertIsNotNone(result["a"]["alloc_bytes"])
        self.assertRegex(self.good("diff", path, other), r"\nalloc space +[\d.]+ KiB +– +–\n")

    def test_damage_is_told(self):
        path = self.record("a.ndjson")
        with open(path, "a") as file:
            file.write("torn {\n")
        words = "b: 1 line passed over: 1 unreadable"
        self.assertTrue(self.good("diff", path + "@begin-0.5", path).endswith(f"\n\n{words}\n"))
        run = self.plain("diff", path + "@begin-0.5", path, "--format", "json")
        self.assertEqual((run.returncode, run.stderr), (0, f"poolmon: {words}\n"))
        json.loads(run.stdout)

    def test_two_times_of_one_session(self):
        path = self.record("a@home.ndjson")
        _, samples = read_session(path)
        result = json.loads(
            self.good("diff", path + "@begin-0.5", path + "@-500ms-end", "--format", "json"))
        half = [s for s in samples if s["t_ns"] <= 500_000_000]
        self.assertEqual(result["a"]["label"], "a@home.ndjson@begin-0.5")
        self.assertEqual(
            result["a"]["ops"],
            half[-1]["workload"]["operations"] - half[0]["workload"]["operations"])
        self.assertGreater(result["b"]["ops"], 0)
        self.assertLessEqual(result["b"]["duration_s"], 0.5)
        self.bad(1, "cannot read '.*a@home.ndjson@x-y'", "diff", path, path + "@x-y")

    def test_a_page_of_both(self):
        paths = self.record("a.ndjson"), self.record("b.ndjson", "--mode", "noput")
        said = self.good("diff", *paths, "--format", "html", "-o", "both.html")
        self.assertEqual(said, "wrote both.html\n")
        self.bad(1, "'both.html' exists already", "diff", *paths, "-o", "both.html")
        with open(self.path("both.html"), encoding="utf-8") as file:
            _, pictures = self.check_page(file.read())
        names = {text.text for picture in pictures
                 for text in picture.iter("{http://www.w3.org/2000/svg}text")}
        self.assertTrue({"a", "b"} <= names)
