"""A real terminal for the tests: tmux, driven by keys and read as text."""

import os
import re
import shlex
import subprocess
import tempfile
import time


class Terminal:
    """One tmux pane with a shell in it. Use as a context manager."""

    def __init__(self, width=120, height=40, term="tmux-256color", env=None, directory=None):
        self.socket = tempfile.mktemp(prefix="poolmon-tmux-")
        self.term = term
        self.size = (width, height)
        self.env = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(env or {})}
        self.directory = directory or os.getcwd()
        self.commands = 0

    def __enter__(self):
        width, height = self.size
        environment = {**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PS1": "$ "}
        environment.pop("TMUX", None)
        self._tmux(
            "-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height),
            "-c", self.directory, "bash", "--noprofile", "--norc", env=environment)
        self._tmux("set-option", "-g", "status", "off")
        self._tmux("resize-window", "-x", str(width), "-y", str(height))
        exports = " ".join(f"{k}={shlex.quote(v)}" for k, v in self.env.items())
        # Written so that the command itself does not show the word that is waited for.
        self.type(f"export TERM={self.term} {exports}; clear; echo rea''dy")
        self.wait_for("ready")
        return self

    def __exit__(self, *_):
        self._tmux("kill-server", check=False)

    def _tmux(self, *arguments, check=True, env=None):
        result = subprocess.run(
            ["tmux", "-S", self.socket, *arguments], capture_output=True, text=True, env=env)
        if check and result.returncode != 0:
            raise AssertionError(f"tmux {arguments}: {result.stderr}")
        return result.stdout

    def type(self, text):
        """Types a line and Enter."""
        self._tmux("send-keys", "-l", text)
        self._tmux("send-keys", "Enter")

    def press(self, *keys):
        """Presses keys at once, by tmux's names for them."""
        self._tmux("send-keys", *keys)

    def send(self, keys):
        """Sends bytes as a terminal would: what a mouse does, say."""
        self._tmux("send-keys", "-H", *(f"{byte:02x}" for byte in keys))

    def screen(self, escapes=False):
        return self._tmux("capture-pane", "-p", *(["-e"] if escapes else []))

    def resize(self, width, height):
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    def flag(self, name):
        """What tmux knows of the pane: cursor_flag, alternate_on."""
        return self._tmux("display-message", "-p", "#{%s}" % name).strip()

    def kill(self):
        """Closes the terminal under the program."""
        self._tmux("kill-server", check=False)

    def wait_for(self, pattern, seconds=20):
        """Waits until the screen matches; returns the match. Fails with the screen."""
        return self.wait_until(lambda screen: re.search(pattern, screen), pattern, seconds)

    def wait_until(self, condition, what, seconds=20):
        end = time.monotonic() + seconds
        while True:
            screen = self.screen()
            result = condition(screen)
            if result:
                return result
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s for {what}; the screen is:\n{screen}")
            time.sleep(0.05)

    def run(self, command):
        """Runs a command to its end and returns its exit code."""
        # Numbered, since what an earlier command printed may still be, or be again, on the screen.
        self.commands += 1
        self.type(f"{command}; echo exit''-code-{self.commands}=$?")
        return int(self.wait_for(rf"exit-code-{self.commands}=(\d+)").group(1))

    def settings(self):
        """stty -a, as the shell sees the terminal."""
        path = tempfile.mktemp(prefix="poolmon-stty-")
        if self.run(f"stty -a > {path}") != 0:
            raise AssertionError("stty -a failed")
        with open(path) as file:
            return file.read()


UNITS = {"": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}


def allocation_rate(screen):
    """The allocation rate on its panel, in bytes per second; None if it is not there."""
    match = re.search(r"allocation rate ─+ ([\d.]+) (\w+)/s", screen)
    return float(match.group(1)) * UNITS[match.group(2)] if match else None
