"""Go programs of Tests/GoTargets, built with the system's Go and Debian's libraries."""

import json
import os
import shutil
import subprocess
import tempfile

from case import ROOT

LIBRARIES = "/usr/share/gocode"
GO = os.environ.get("POOLMON_GO") or shutil.which("go")


def lack(*libraries):
    """What is missing on this machine to build with these libraries of valyala's, or None."""
    if not GO:
        return "there is no go"
    for library in libraries:
        if not os.path.isdir(f"{LIBRARIES}/src/github.com/valyala/{library}"):
            return f"golang-github-valyala-{library}-dev is not installed"
    return None


def build(target, program, **environment):
    """Builds Tests/GoTargets/<target> as the file `program`, for another machine if asked to."""
    subprocess.run(
        [GO, "build", "-o", program, "."], check=True,
        cwd=os.path.join(ROOT, "Tests/GoTargets", target),
        env={**os.environ, "GO111MODULE": "off", "GOPATH": LIBRARIES, "GOFLAGS": "",
             **environment})


def built(case, target, name=None):
    """Builds a target for all tests of a class; the program's path, which goes with the class."""
    folder = tempfile.mkdtemp(prefix="poolmon-go-")
    case.addClassCleanup(shutil.rmtree, folder)
    program = os.path.join(folder, name or os.path.basename(target))
    build(target, program)
    return program


class Target:
    """A target that runs, until its input is closed."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid

    def said(self):
        """The next line that it writes, which is JSON."""
        return json.loads(self.process.stdout.readline())

    def ask(self, word=""):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self.said()

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=20)
