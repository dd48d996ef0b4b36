"""What is wrong with pools: of recordings, and of what runs."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

from case import POOLMON, Case, read_session
from go_programs import built, lack
from pseudo_terminal import PseudoTerminal

# Not put back: a warning after two seconds of samples.
NOPUT = ("--mode", "noput", "--duration", "4s")


class CheckCase(Case):
    def check(self, *arguments, code=0, errors="", **options):
        """Runs a check that ends as told; returns what it writes to stdout."""
        run = self.plain("check", *arguments, **options)
        self.assertEqual((run.returncode, run.stderr), (code, errors), run.stdout)
        return run.stdout

    def fail_with(self, code, words, *arguments):
        """A check that says one line, and nothing else."""
        run = self.plain("check", *arguments)
        self.assertEqual((run.returncode, run.stdout), (code, ""), run)
        self.assertRegex(run.stderr, r"\Apoolmon: [^\n]+\n\Z")
        self.assertIn(words, run.stderr)

    def wait_for_time(self, nanoseconds):
        """Until the recording has a sample of that time."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if os.path.exists(self.path("run.ndjson")):
                with open(self.path("run.ndjson")) as file:
                    times = re.findall(r'"t_ns":(\d+)', file.read())
                if times and int(times[-1]) >= nanoseconds:
                    return
            time.sleep(0.05)
        self.fail("the recording does not grow")

    def check_suite(self, text):
        """A suite as the schema of Ant's JUnit task has it; returns it.

        Source: github.com/windyroad/JUnit-Schema, JUnit.xsd.
        """
        suite = ElementTree.fromstring(text)
        self.assertEqual(suite.tag, "testsuite")
        self.assertEqual(
            set(suite.attrib),
            {"name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"})
        self.assertRegex(suite.get("timestamp"), r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\Z")
        self.assertRegex(suite.get("time"), r"\A\d+\.\d+\Z")
        self.assertTrue(suite.get("hostname").strip())
        properties, *tests, output, errors = suite
        self.assertEqual(
            [properties.tag, output.tag, errors.tag], ["properties", "system-out", "system-err"])
        for entry in properties:
            self.assertEqual((entry.tag, set(entry.attrib)), ("property", {"name", "value"}))
        counts = {"failure": 0, "error": 0, "skipped": 0}
        for test in tests:
            self.assertEqual(test.tag, "testcase")
            self.assertEqual(set(test.attrib), {"name", "classname", "time"})
            self.assertLessEqual(len(test), 1)
            for outcome in test:
                counts[outcome.tag] += 1
                names = {"message"} if outcome.tag == "skipped" else {"message", "type"}
                self.assertEqual((set(outcome.attrib), len(outcome)), (names, 0))
        self.assertEqual(
            [suite.get(name) for name in ("tests", "failures", "errors", "skipped")],
            [str(len(tests))] + [str(counts[tag]) for tag in ("failure", "error", "skipped")])
        return suite


class OfRecordings(CheckCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="poolmon-check-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.bad = os.path.join(folder, "bad.ndjson")
        cls.good = os.path.join(folder, "good.ndjson")
        for path, mode in ((cls.bad, "noput"), (cls.good, "put")):
            subprocess.run(
                [POOLMON, "--mode", mode, "--duration", "4s", "--record", path], check=True,
                stdout=subprocess.DEVNULL, timeout=60)

    def test_text(self):
        lines = self.check(self.bad, code=3).splitlines()
        self.assertRegex(lines[0], r"\Awarning  not put back  00:00:0\d–00:00:0\d\Z")
        self.assertEqual(lines[-1], "  more: docs/DIAGNOSIS.md#not-put-back")
        self.assertTrue(all(line.startswith("  ") for line in lines[1:]))
        self.assertRegex(
            self.check(self.good),
            r"\Alearning: so far [\d.]+ % of gets are answered from the pool\n\Z")

    def test_a_terminal_has_its_lines_broken(self):
        """Between words; elsewhere a line is a sentence."""
        with PseudoTerminal("check", self.bad, size=(40, 30)) as run:
            self.assertEqual(run.wait_for_end(), 3)
        lines = run.bytes.decode().split("\r\n")
        self.assertLessEqual(max(map(len, lines)), 40)
        whole = self.check(self.bad, code=3)
        self.assertGreater(max(map(len, whole.splitlines())), 80)
        self.assertEqual(" ".join(lines).split(), whole.split())

    def test_the_codes(self):
        for threshold, code in (("notice", 3), ("warning", 3), ("critical", 0), ("never", 0)):
            self.check(self.bad, "--fail-on", threshold, code=code)
            self.check(self.good, "--fail-on", threshold)

    def test_json(self):
        told = json.loads(self.check(self.bad, "--format", "json", code=3))
        self.assertEqual((told["verdict"]["name"], told["fails"]), ("not put back", True))
        (finding,) = told["findings"]
        self.assertEqual(
            [finding[name] for name in ("name", "severity", "pool", "fails", "docs")],
            ["not put back", "warning", "default", True, "docs/DIAGNOSIS.md#not-put-back"])
        samples = read_session(self.bad)[1]
        times = [told["begin_ns"], finding["begin_ns"], finding["end_ns"], told["end_ns"]]
        self.assertEqual(times, sorted(times))
        self.assertEqual(
            [times[0], times[-1]], [samples[0]["t_ns"], samples[-1]["t_ns"]])
        self.assertIn(finding["begin_ns"], [sample["t_ns"] for sample in samples])
        for evidence in finding["evidence"]:
            self.assertEqual(set(evidence), {"name", "figure", "over_ns"})
        self.assertTrue(any(evidence["over_ns"] for evidence in finding["evidence"]))
        self.assertIn({"pool": "default", "rule": "true leak", "missing": "ten seconds of samples"},
                      told["learning"])
        run = self.plain("check", self.good, "--format", "json")
        # A document is read by programs: that it was too short is said to people, too.
        self.assertRegex(run.stderr, r"\Apoolmon: too short to tell: so far [^\n]+\n\Z")
        self.assertEqual(run.returncode, 0)
        told = json.loads(run.stdout)
        self.assertEqual(
            (told["verdict"]["name"], told["fails"], told["findings"]), ("learning", False, []))

    def test_junit(self):
        suite = self.check_suite(self.check(self.bad, "--format", "junit", code=3))
        (failed,) = [test for test in suite.iter("testcase") if test.find("failure") is not None]
        self.assertEqual((failed.get("classname"), failed.get("name")), ("default", "not put back"))
        failure = failed.find("failure")
        self.assertEqual(failure.get("type"), "warning")
        self.assertEqual(failure.text, self.check(self.bad, code=3))
        self.assertEqual(suite.get("timestamp") + "Z", read_session(self.bad)[0]["started"])
        # What does not fail the check is told all the same.
        suite = self.check_suite(
            self.check(self.bad, "--format", "junit", "--fail-on", "critical"))
        self.assertEqual(suite.get("failures"), "0")
        self.assertIn("not put back", suite.findtext("system-out"))
        run = self.plain("check", self.good, "--format", "junit")
        self.check_suite(run.stdout)
        self.assertRegex(run.stderr, r"\Apoolmon: too short to tell: so far [^\n]+\n\Z")

    def test_a_file(self):
        for name, text in (("text", None), ("json", "{"), ("junit", "<?xml")):
            written = self.check(self.bad, "--format", name, code=3)
            told = self.check(self.bad, "--format", name, "--output", f"{name}.out", code=3)
            self.assertEqual(told, f"wrote {name}.out\n")
            with open(self.path(f"{name}.out"), encoding="utf-8") as file:
                self.assertEqual(file.read(), written)
            self.assertTrue(text is None or written.startswith(text))
        self.fail_with(1, "'text.out' exists already; use --force", self.bad, "-o", "text.out")
        self.check(self.good, "-o", "text.out", "--force")
        with open(self.path("text.out"), encoding="utf-8") as file:
            self.assertTrue(file.read().startswith("learning: so far "))
        shutil.copy(self.bad, self.path("own.ndjson"))
        self.fail_with(
            1, "is what is read", "own.ndjson", "-o", "own.ndjson", "--force")

    def test_a_part(self):
        self.assertRegex(self.check(self.bad, "--to", "1s"), r"\Alearning: ")
        self.check(self.bad, "--from", "1s", code=3)
        self.check(self.bad, "--from", "-1s")
        self.fail_with(1, "has no sample in that time", self.bad, "--from", "1:00")
        self.fail_with(2, "ends before it begins", self.bad, "--from", "3s", "--to", "1s")

    def test_names_of_pools_are_text(self):
        header, samples = read_session(self.bad)
        name = "<b a=\"x\">&\u0001\n]]>\u001b[31m"
        with open(self.path("odd.ndjson"), "w") as file:
            file.write(json.dumps(header) + "\n")
            for sample in samples:
                pools = [{**sample["pools"][0], "name": name}, {"name": "other"}]
                file.write(json.dumps({**sample, "pools": pools}) + "\n")
            file.write("torn {\n")
        damage = "poolmon: 1 line passed over: 1 unreadable\n"
        suite = self.check_suite(
            self.check("odd.ndjson", "--format", "junit", code=3, errors=damage))
        classes = [test.get("classname") for test in suite.iter("testcase")]
        self.assertEqual(
            sorted(set(classes)), sorted(["<b a=\"x\">&\ufffd ]]>\ufffd[31m", "other", "process"]))
        told = json.loads(self.check("odd.ndjson", "--format", "json", code=3, errors=damage))
        self.assertEqual(told["findings"][0]["pool"], name)
        for place in ([], ["-o", "odd.txt"]):
            text = self.check("odd.ndjson", *place, code=3, errors=damage)
            if place:
                with open(self.path("odd.txt"), encoding="utf-8") as file:
                    text = file.read()
            self.assertIn("pool <b a=\"x\">&\ufffd", text)
            self.assertNotRegex(text, "[\u0001\u001b]")

    def test_what_cannot_be_checked(self):
        self.fail_with(2, "say what to check")
        self.fail_with(2, "check one thing", self.bad, "--attach", "x")
        self.fail_with(2, "are of a recorded session", "--duration", "1s", "--from", "1s")
        self.fail_with(2, "for something that runs", self.bad, "--duration", "1s")
        self.fail_with(2, "are for the lab", self.bad, "--workload", "burst")
        self.fail_with(2, "stdout has the findings", "--duration", "1s", "--record", "-")
        self.fail_with(2, "--force goes with", self.bad, "--force")
        self.fail_with(2, "--fail-on", self.bad, "--fail-on", "always")
        self.fail_with(1, "cannot read 'none.ndjson'", "none.ndjson")
        with open(self.bad) as file, open(self.path("empty.ndjson"), "w") as empty:
            empty.write(file.readline())
        self.fail_with(1, "has no samples", "empty.ndjson")
        # Who reads documents is told there, too.
        for name, words in (("none.ndjson", "cannot read 'none.ndjson'"),
                            ("empty.ndjson", "has no samples")):
            run = self.plain("check", "--format", "junit", "-o", "told.xml", "--force", name)
            self.assertEqual((run.returncode, run.stdout), (1, "wrote told.xml\n"))
            self.assertIn(words, run.stderr)
            with open(self.path("told.xml")) as file:
                (test,) = self.check_suite(file.read()).iter("testcase")
            self.assertIn(words, test.find("error").get("message"))
            run = self.plain("check", "--format", "json", name)
            self.assertIn(words, json.loads(run.stdout)["failure"])
        run = self.plain("check", "--format", "junit", "-o", "empty.ndjson", "--force",
                         "empty.ndjson")
        self.assertEqual((run.returncode, run.stdout), (1, ""))
        self.assertIn("is what is read", run.stderr)
        self.fail_with(1, "its folder does not exist", self.bad, "-o", "/nowhere/x")

    def test_without_a_pool_nothing_is_checked(self):
        header, samples = read_session(self.good)
        with open(self.path("bare.ndjson"), "w") as file:
            for line in [header] + [{**sample, "pools": []} for sample in samples]:
                file.write(json.dumps(line) + "\n")
        for form in ("text", "json", "junit"):
            run = self.plain("check", "bare.ndjson", "--format", form)
            self.assertEqual(run.returncode, 1, form)
            told = r"\Apoolmon: no pool was seen in '.*': nothing is checked\n\Z"
            self.assertRegex(run.stderr, told)
            self.assertNotEqual(run.stdout, "")


class OfTheLab(CheckCase):
    def test_for_a_time(self):
        self.assertRegex(self.check("--duration", "12s"), r"\Ahealthy: ")
        text = self.check(*NOPUT, "--record", "run.ndjson", code=3)
        # What was found is found in the recording.
        self.assertEqual(self.check("run.ndjson", code=3), text)
        suite = self.check_suite(self.check(*NOPUT, "--format", "junit", code=3))
        self.assertEqual(suite.get("failures"), "1")

    def test_an_interrupt_ends_it(self):
        for number, code in ((signal.SIGINT, 3), (signal.SIGTERM, 143)):
            watcher = subprocess.Popen(
                [POOLMON, "check", "--mode", "noput", "--duration", "60s", "-o", "told",
                 "--force", "--record", "run.ndjson"],
                cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.wait_for_time(4_000_000_000)
            watcher.send_signal(number)
            told, errors = watcher.communicate(timeout=20)
            self.assertEqual((watcher.returncode, told, errors), (code, "wrote told\n", ""))
            with open(self.path("told"), encoding="utf-8") as file:
                self.assertRegex(file.read(), r"\Awarning  not put back  ")
            os.remove(self.path("run.ndjson"))


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class OfGoPrograms(CheckCase):
    @classmethod
    def setUpClass(cls):
        cls.program = built(cls, "poolspread", "spread")

    def test_one_that_runs(self):
        process = subprocess.Popen(
            [self.program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        process.stdout.readline()
        pid = str(process.pid)
        text = self.check("--attach", pid, "--duration", "4s")
        self.assertRegex(text, r"\Anotice  never calibrates  pool main\.spread  ")
        self.check("--attach", pid, "--duration", "4s", "--fail-on", "notice", code=3)
        self.assertIsNone(process.poll(), "it goes on")
        watcher = subprocess.Popen(
            [POOLMON, "check", "--attach", pid, "--fail-on", "notice", "--record",
             self.path("run.ndjson")],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for_time(2_000_000_000)
        process.kill()
        told, errors = watcher.communicate(timeout=20)
        self.assertEqual(watcher.returncode, 3)
        self.assertRegex(told, r"\Anotice  never calibrates  pool main\.spread  ")
        self.assertEqual(errors, f"poolmon: spread (PID {pid}) has ended\n")

    def check_started(self, *options, own):
        """A check of the program, which ends of its own once it was watched for two seconds."""
        end = self.path("end")
        watcher = subprocess.Popen(
            [POOLMON, "check", *options, "--record", "run.ndjson", "--", self.program, "-until",
             end, "-exit", str(own)],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(watcher.kill)
        self.wait_for_time(2_000_000_000)
        open(end, "w").close()
        told, errors = watcher.communicate(timeout=20)
        os.remove(self.path("run.ndjson"))
        os.remove(end)
        return subprocess.CompletedProcess(watcher.args, watcher.returncode, told, errors)

    def test_one_that_is_started(self):
        """What it writes passes through; a finding counts more than its own failure."""
        for threshold, own, code in (("warning", 0, 0), ("notice", 0, 3), ("warning", 5, 1),
                                     ("notice", 5, 3)):
            run = self.check_started("--fail-on", threshold, own=own)
            self.assertEqual(run.returncode, code, run)
            self.assertRegex(run.stdout, r"\A350000 puts\nnotice  never calibrates  pool main")
            said = r"poolmon: spread \(PID \d+\) has ended with exit code 5\n" if own else ""
            self.assertRegex(run.stderr, rf"\Aand no more\n{said}\Z")

    def test_one_that_is_started_for_programs(self):
        run = self.check_started("--format", "junit", own=5)
        self.assertEqual(run.returncode, 1, run)
        suite = self.check_suite(run.stdout)
        (failed,) = [test for test in suite.iter("testcase") if test.find("error") is not None]
        self.assertEqual(failed.find("error").get("message"), "ended with exit code 5")
        # stdout is the document's.
        self.assertRegex(run.stderr, r"\A350000 puts\nand no more\npoolmon: ")
        run = self.check_started("--format", "json", "-o", "told", own=5)
        self.assertEqual((run.returncode, run.stdout), (1, "350000 puts\nwrote told\n"))
        with open(self.path("told")) as file:
            told = json.load(file)
        self.assertEqual(told["program_failure"], "with exit code 5")
        self.assertEqual([finding["pool"] for finding in told["findings"]], ["main.spread"])

    def test_what_ends_one_that_is_started(self):
        """Its time, or an interrupt: that is no failure of its own, and nothing is left of it."""
        text = self.check("--duration", "4s", "--", self.program, errors="and no more\n")
        self.assertRegex(text, r"\A350000 puts\nnotice  never calibrates")
        watcher = subprocess.Popen(
            [POOLMON, "check", "--fail-on", "notice", "--record", self.path("run.ndjson"), "--",
             self.program],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.wait_for_time(2_000_000_000)
        watcher.send_signal(signal.SIGINT)
        told, errors = watcher.communicate(timeout=20)
        self.assertEqual((watcher.returncode, errors), (3, "and no more\n"))
        self.assertRegex(told, r"\A350000 puts\nnotice  never calibrates")
        left = subprocess.run(["pgrep", "-f", f"^{self.program}"], capture_output=True, text=True)
        self.assertEqual(left.stdout, "")

    def test_what_cannot_be_started(self):
        self.fail_with(1, "cannot start ./nothing: No such file", "--", "./nothing")
        self.fail_with(1, "is no Go program", "--", "sleep", "100")
        self.fail_with(1, "false ended at once, with exit code 1", "--", "false")
        self.fail_with(1, "there is no process 999999999", "--attach", "999999999")
        self.fail_with(2, "check one thing", "--attach", "1", "--", "x")
        self.assertEqual(os.listdir(self.folder), [])


class OfWhatCannotBeWatched(CheckCase):
    def test_it_leaves_a_document(self):
        """Continuous integration has a report of a program that ended at once."""
        said = "poolmon: false ended at once, with exit code 1\n"
        words = "false ended at once, with exit code 1"
        for form in ("junit", "json", "text"):
            run = self.plain(
                "check", "--format", form, "--force", "-o", "told", "--", "false")
            self.assertEqual((run.returncode, run.stderr), (1, said), run)
            self.assertEqual(run.stdout, "wrote told\n")
            with open(self.path("told"), encoding="utf-8") as file:
                self.check_empty(form, file.read(), words)
        for form in ("junit", "json"):
            run = self.plain("check", "--format", form, "--", "false")
            self.assertEqual((run.returncode, run.stderr), (1, said), run)
            self.check_empty(form, run.stdout, words)
        run = self.plain("check", "--format", "junit", "--attach", "999999999")
        (test,) = self.check_suite(run.stdout).iter("testcase")
        self.assertIn("there is no process 999999999", test.find("error").get("message"))

    def check_empty(self, form, text, words):
        if form == "junit":
            (test,) = self.check_suite(text).iter("testcase")
            self.assertEqual(test.find("error").get("message"), words)
        elif form == "json":
            told = json.loads(text)
            self.assertEqual((told["failure"], told["fails"]), (words, False))
        else:
            self.assertEqual(text, f"nothing is checked: {words}\n")
