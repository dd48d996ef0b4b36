"""What the end-to-end tests share."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
POOLMON = os.environ.get("POOLMON", os.path.join(ROOT, ".build/release/poolmon"))
MEBIBYTE = 1 << 20


def read_session(path):
    """The header and the samples of a recording; every line has to be whole."""
    with open(path) as file:
        text = file.read()
    assert text.endswith("\n"), f"a torn last line: {text[-80:]!r}"
    header, *samples = [json.loads(line) for line in text.splitlines()]
    assert header["format"] == "poolmon-session" and header["version"] == 1, header
    return header, samples


def pids():
    """Processes of this test's poolmon."""
    found = subprocess.run(["pgrep", "-f", f"^{POOLMON}"], capture_output=True, text=True).stdout
    return [int(pid) for pid in found.split()]


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="poolmon-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def plain(self, *arguments, **options):
        """Runs poolmon without a terminal."""
        options = {"capture_output": True, "text": True, "timeout": 60, **options}
        return subprocess.run([POOLMON, *arguments], cwd=self.folder, **options)
