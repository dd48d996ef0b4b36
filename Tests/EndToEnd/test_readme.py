"""README's commands, as a new user types them."""

import os
import shutil
import subprocess
import tempfile
import unittest

from case import ROOT
from commands import blocks
from terminal import Terminal


class Readme(unittest.TestCase):
    commands = blocks(os.path.join(ROOT, "README.md"))

    def test_1_the_first_command_shows_the_dashboard(self):
        with Terminal(directory=ROOT) as terminal:
            terminal.type(f"{self.commands[0]}; echo exit''-code=$?")
            # The first build of everything takes minutes.
            terminal.wait_for("are answered from the pool", seconds=1500)
            terminal.press("q")
            terminal.wait_for("exit-code=0")

    def test_2_the_examples_run(self):
        examples = [command for command in self.commands if command.startswith("poolmon ")]
        self.assertGreaterEqual(len(examples), 2)
        folder = tempfile.mkdtemp(prefix="poolmon-readme-")
        self.addCleanup(shutil.rmtree, folder)
        path = os.path.join(ROOT, ".build/release") + ":" + os.environ["PATH"]
        for example in examples:
            with self.subTest(example):
                run = subprocess.run(
                    ["bash", "-c", example], cwd=folder, env={**os.environ, "PATH": path},
                    capture_output=True, text=True, timeout=60)
                self.assertEqual((run.returncode, run.stderr), (0, ""))
        # The recording is long enough for a verdict.
        run = subprocess.run(
            [os.path.join(ROOT, ".build/release/poolmon"), "check", "run.ndjson"], cwd=folder,
            capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 3, run)
        self.assertRegex(run.stdout, r"\Awarning  not put back  ")
        self.assertEqual(
            sorted(os.listdir(folder)),
            ["out.txt", "part.ndjson", "run.csv", "run.html", "run.ndjson", "web.ndjson"])

    def test_3_the_librarys_example_builds_and_runs(self):
        folder = tempfile.mkdtemp(prefix="poolmon-example-")
        self.addCleanup(shutil.rmtree, folder)
        shutil.copytree(
            ROOT, os.path.join(folder, "poolmon"),
            ignore=shutil.ignore_patterns(".build*", ".git"))
        manifest, main = blocks(os.path.join(ROOT, "README.md"), "swift")
        hello = os.path.join(folder, "hello")
        os.makedirs(os.path.join(hello, "Sources", "hello"))
        for path, text in (("Package.swift", manifest), ("Sources/hello/main.swift", main)):
            with open(os.path.join(hello, path), "w") as file:
                file.write(text)
        (example,) = [command for command in self.commands if "release hello" in command]
        run = subprocess.run(
            ["bash", "-c", example], cwd=hello, capture_output=True, text=True, timeout=900)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(
            run.stdout, "Hello, Ada!\nHello, Grace!\n2 gets, 1 hits, 0 outstanding\n")
