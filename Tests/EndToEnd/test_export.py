"""What recordings become for other programs: export, info and cut."""

import csv
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import tempfile

from case import POOLMON, ROOT, Case, read_session
from commands import blocks


class Export(Case):
    @classmethod
    def setUpClass(cls):
        # Read by all tests and changed by none.
        folder = tempfile.mkdtemp(prefix="poolmon-test-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.run_file = os.path.join(folder, "run.ndjson")
        run = subprocess.run(
            [POOLMON, "--duration", "1s", "--interval", "50ms", "--record", cls.run_file],
            capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stderr

    def output(self, *arguments):
        run = self.plain(*arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return run.stdout

    def check(self, code, words, *arguments):
        with self.subTest(" ".join(arguments)):
            before = sorted(os.listdir(self.folder))
            run = self.plain(*arguments)
            self.assertEqual((run.returncode, run.stdout), (code, ""), run.stderr)
            self.assertEqual(run.stderr.count("\n"), 1, run.stderr)
            self.assertTrue(run.stderr.startswith("poolmon: "), run.stderr)
            self.assertIn(words, run.stderr)
            self.assertEqual(sorted(os.listdir(self.folder)), before, "it left something behind")

    def test_csv_is_the_session(self):
        _, samples = read_session(self.run_file)
        rows = list(csv.DictReader(io.StringIO(self.output("export", self.run_file))))
        self.assertEqual(len(rows), len(samples))
        for row, sample in zip(rows, samples):
            self.assertAlmostEqual(float(row["time_s"]) * 1e9, sample["t_ns"], delta=1)
            self.assertEqual(int(row["gets"]), sample["pools"][0]["gets"])
            self.assertEqual(int(row["heap_alloc_bytes"]), sample["heap"]["alloc_bytes"])
            self.assertEqual(int(row["process_rss_bytes"]), sample["process"]["rss_bytes"])
            self.assertEqual(row["mode"], "put")
            self.assertEqual(
                int(row["class_puts_32KiB"]), sample["pools"][0]["class_puts"][9])
            self.assertRegex(row["time_utc"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual(rows[0]["gets_per_s"], "")
        growth = samples[-1]["pools"][0]["gets"] - samples[-2]["pools"][0]["gets"]
        seconds = (samples[-1]["t_ns"] - samples[-2]["t_ns"]) / 1e9
        self.assertAlmostEqual(float(rows[-1]["gets_per_s"]), growth / seconds, delta=1e-3)

    def test_json_lines_say_the_same(self):
        names = "process_rss_bytes,hit_ratio,note"
        rows = csv.DictReader(
            io.StringIO(self.output("export", self.run_file, "--readings", names)))
        lines = self.output(
            "export", self.run_file, "--format", "ndjson", "--readings", names).splitlines()
        for row, line in zip(rows, lines, strict=True):
            fields = json.loads(line)
            self.assertEqual(set(fields), {name for name, cell in row.items() if cell})
            self.assertEqual(fields["process_rss_bytes"], int(row["process_rss_bytes"]))

    def test_a_part_of_the_time(self):
        text = self.output("export", self.run_file, "--from", "0.3", "--to", "600ms",
                           "--readings", "gets_per_s", "--pool", "default")
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(list(rows[0]), ["time_s", "time_utc", "pool", "gets_per_s"])
        times = [float(row["time_s"]) for row in rows]
        self.assertTrue(0.3 <= min(times) and max(times) <= 0.6, times)
        # The first one is told with the sample before it.
        self.assertNotEqual(rows[0]["gets_per_s"], "")
        last = self.output("export", self.run_file, "--from", "-0s").splitlines()
        self.assertEqual(len(last), 2)

    def test_a_file_is_whole_or_not_there(self):
        target = self.path("run.csv")
        self.assertEqual(self.output("export", self.run_file, "-o", target), "")
        with open(target, newline="") as file:
            self.assertEqual(file.read(), self.output("export", self.run_file))
        self.check(1, "exists already; use --force", "export", self.run_file, "-o", target)
        own = self.path("own.ndjson")
        shutil.copy(self.run_file, own)
        for command in (["export", own], ["report", own], ["diff", own + "@0-1", own]):
            self.check(1, "'own.ndjson' is what is read", *command, "--force", "-o", "own.ndjson")
        os.remove(own)
        self.output("export", self.run_file, "-o", target, "--force", "--readings", "gets")
        with open(target) as file:
            self.assertEqual(file.readline(), "time_s,time_utc,pool,gets\n")
        self.output("export", self.run_file, "-o", "run.csv.gz")
        with gzip.open(self.path("run.csv.gz"), "rt") as file:
            self.assertEqual(file.read(), self.output("export", self.run_file, "-o", "-"))
        os.remove(self.path("run.csv.gz"))
        self.assertEqual(os.listdir(self.folder), ["run.csv"])
        command = f"ulimit -f 4; '{POOLMON}' export {self.run_file} -o big.csv"
        run = subprocess.run(["bash", "-c", command], cwd=self.folder, capture_output=True,
                             text=True, timeout=60)
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertEqual(run.stderr, "poolmon: cannot write 'big.csv': File too large\n")
        self.assertEqual(os.listdir(self.folder), ["run.csv"])

    def test_a_reader_that_goes(self):
        for arguments in ("export", "export --format openmetrics", "info --json"):
            with self.subTest(arguments):
                command = (f"'{POOLMON}' {arguments} {self.run_file} | head -n 1; "
                           "echo ${PIPESTATUS[0]}")
                run = subprocess.run(["bash", "-c", command], capture_output=True, text=True,
                                     timeout=60)
                self.assertEqual(run.stderr, "")
                self.assertEqual(run.stdout.splitlines()[-1], "0")
        with open("/dev/full", "w") as full:
            run = self.plain("export", self.run_file, capture_output=False, stdout=full,
                             stderr=subprocess.PIPE)
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stderr, "poolmon: cannot write to stdout: No space left on device\n")

    def test_prometheus_takes_it(self):
        promtool = shutil.which("promtool")
        if not promtool:
            self.skipTest("promtool is missing: apt-get install --no-install-recommends prometheus")
        target = self.path("run.om")
        chosen = "gets,gets_per_s,hit_ratio,calls,get_put_p99_s,get_put_ns"
        for names in ([], ["--readings", chosen]):
            self.output("export", self.run_file, "--format", "openmetrics", "-o", target,
                        "--force", *names)
            with open(target) as file:
                text = file.read()
            run = subprocess.run([promtool, "check", "metrics"], input=latest(text), text=True,
                                 capture_output=True, timeout=60)
            self.assertEqual((run.returncode, run.stdout + run.stderr), (0, ""))
            blocks = self.path("blocks")
            shutil.rmtree(blocks, ignore_errors=True)
            run = subprocess.run(
                [promtool, "tsdb", "create-blocks-from", "openmetrics", target, blocks],
                capture_output=True, text=True, timeout=60)
            self.assertEqual(run.returncode, 0, run.stderr)
            samples = sum(not line.startswith("#") for line in text.splitlines())
            loaded = subprocess.run([promtool, "tsdb", "list", blocks], capture_output=True,
                                    text=True, timeout=60).stdout.splitlines()
            heading, *rows = [re.split(r"\s{2,}", line.strip()) for line in loaded]
            column = heading.index("NUM SAMPLES")
            self.assertEqual(sum(int(row[column]) for row in rows), samples)

    def test_info(self):
        header, samples = read_session(self.run_file)
        text = self.output("info", self.run_file)
        self.assertIn(f"  samples     {len(samples)}, ", text)
        self.assertIn("  damage      none", text)
        self.assertRegex(text, r"\n  memory      limit [\d.]+ [KMGT]iB, RSS [\d.]+ MiB\n")
        self.assertGreater(samples[-1]["process"]["memory_limit_bytes"], 1 << 20)
        self.assertEqual(len({re.search(r"^  \w*( \w+)? +", line).end()
                              for line in text.splitlines()[1:]}), 1, text)
        whole = json.loads(self.output("info", self.run_file, "--json"))
        self.assertEqual(whole["header"], header)
        self.assertEqual(whole["samples"], len(samples))
        self.assertEqual(whole["latest"], samples[-1])
        self.assertEqual(whole["file_bytes"], os.path.getsize(self.run_file))
        self.assertAlmostEqual(whole["end_s"] * 1e9, samples[-1]["t_ns"], delta=1)

    def test_cut(self):
        with open(self.run_file) as file:
            header, *lines = file.read().splitlines(keepends=True)
        expected = header + "".join(
            line for line in lines if 300_000_000 <= json.loads(line)["t_ns"] <= 700_000_000)
        self.output("cut", self.run_file, "--from", "300ms", "--to", "700ms", "-o", "part.ndjson")
        with open(self.path("part.ndjson")) as file:
            self.assertEqual(file.read(), expected)
        self.output("cut", "part.ndjson", "--from", "begin", "-o", "part.ndjson.gz")
        with gzip.open(self.path("part.ndjson.gz"), "rt") as file:
            self.assertEqual(file.read(), expected)
        self.assertEqual(self.output("cut", "part.ndjson.gz", "--to", "end", "-o", "-"), expected)
        self.assertEqual(self.output("export", "part.ndjson"),
                         self.output("export", "part.ndjson.gz"))
        self.check(1, "exists already; use --force", "cut", "part.ndjson", "--to", "1s",
                   "-o", "part.ndjson.gz")
        # Onto itself: the old lines are read while the new file is made.
        self.output("cut", "part.ndjson", "--from", "500ms", "-o", "part.ndjson", "--force")
        self.assertLess(len(read_session(self.path("part.ndjson"))[1]), expected.count("\n"))

    def test_damage_is_told(self):
        with open(self.run_file) as file, open(self.path("damaged.ndjson"), "w") as damaged:
            damaged.write(file.read() + "no sample\n{\"t_ns\":1")
        words = "2 lines passed over: 1 unreadable, 1 cut short at the end"
        run = self.plain("export", "damaged.ndjson")
        self.assertEqual((run.returncode, run.stderr), (0, f"poolmon: {words}\n"))
        self.assertEqual(run.stdout, self.output("export", self.run_file))
        self.assertIn(f"  damage      {words}", self.output("info", "damaged.ndjson"))

    def test_bad_input(self):
        os.mkdir(self.path("none"))
        with open(self.run_file, "rb") as file:
            header = file.readline()
        for name, content in (("empty", b""), ("binary", bytes(range(256)) * 9),
                              ("header", header)):
            with open(self.path(name), "wb") as file:
                file.write(content)
        for command in (["export"], ["info"], ["cut", "--from", "0", "-o", "new"]):
            self.check(1, "No such file", *command, "missing")
            self.check(1, "no session in folder", *command, "none")
            self.check(1, "is no session", *command, "empty")
            self.check(1, "is no session", *command, "binary")
            self.check(2, "cannot be read here", *command, "-")
        self.check(1, "'header' has no samples", "export", "header")
        run = self.run_file
        self.check(1, "has no samples of that time", "export", run, "--from", "1h", "-o", "new")
        self.check(1, "no sample of", "cut", run, "--from", "1h", "-o", "new")
        self.check(1, "there are default", "export", run, "--pool", "other")
        self.check(1, "folder does not exist", "export", run, "-o", "no/such")
        self.check(1, "is a directory", "export", run, "-o", "none")
        self.check(2, "did you mean gets_per_s", "export", run, "--readings", "gets_per_")
        self.check(2, "'--readings list' tells all", "export", run, "--readings", "gets,,puts")
        self.check(2, "is a histogram", "export", run, "--readings", "get_put_ns")
        self.check(2, "is a text", "export", run, "--readings", "mode", "--format", "openmetrics")
        self.check(2, "a time is written as", "export", run, "--from", "1x")
        self.check(2, "ends before it begins", "export", run, "--from", "2s", "--to", "1s")
        self.check(2, "--force goes with --output", "export", run, "--force")
        self.check(2, "is missing", "export")
        self.check(2, "says what to cut out", "cut", run, "-o", "new")

    def test_the_documents_commands(self):
        shutil.copy(self.run_file, self.path("run.ndjson"))
        path = os.path.dirname(POOLMON) + ":" + os.environ["PATH"]
        for block in blocks(os.path.join(ROOT, "docs/EXPORTS.md")):
            for command in block.splitlines():
                with self.subTest(command):
                    run = subprocess.run(
                        ["bash", "-c", command], cwd=self.folder, capture_output=True, text=True,
                        env={**os.environ, "PATH": path}, timeout=60)
                    self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertIn("run.om", os.listdir(self.folder))

    def test_the_names_are_listed(self):
        text = self.output("export", "--readings", "list")
        self.assertRegex(text, r"\nhit_ratio +ratio +reading +Share of gets")


def latest(text):
    """OpenMetrics as the text format that promtool check metrics reads, which has whole
    milliseconds for times and names counters in full: the last sample of each, without its time."""
    lines = {}
    for line in text.splitlines():
        counter = re.match(r"# TYPE (\S+) counter", line)
        if counter:
            name = counter[1]
            lines[name] = f"# TYPE {name}_total counter"
        elif help_text := re.match(r"# HELP (\S+) (.*)", line):
            name = help_text[1]
            full = f"{name}_total" if name in lines else name
            lines[line] = f"# HELP {full} {help_text[2]}"
        elif line.startswith("#"):
            lines[line] = line
        else:
            metric, value, _ = re.fullmatch(r"(\S+(?:\{.*\})?) (\S+) (\S+)", line).groups()
            lines[metric] = f"{metric} {value}"
    return "\n".join(lines.values()) + "\n"
