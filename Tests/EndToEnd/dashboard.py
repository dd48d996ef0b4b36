"""What the tests of the dashboard share: a run in a real terminal, and how its screen is read."""

import re

from case import POOLMON, Case
from terminal import Terminal


def header(screen):
    return screen.split("\n")[0]


def clock(screen):
    return re.search(r"\d\d:\d\d:\d\d", header(screen)).group()


def mode_line(screen):
    return screen.split("\n")[1]


def titles(screen):
    """The numbers of the panels in sight; of the selected one, with its border."""
    return re.findall(r"[╭┏][─━] (\d) ", screen)


class DashboardCase(Case):
    def open(self, *arguments, **options):
        """A run at a rate that is kept anywhere, in this test's folder, to its first figures."""
        terminal = Terminal(**{"directory": self.folder, **options})
        self.enterContext(terminal)
        terminal.type(
            f"{POOLMON} --rate 1000 {' '.join(arguments)}; echo exit''-code=$?")
        terminal.wait_for("PUT ")
        return terminal

    def quit(self, terminal):
        terminal.press("q")
        terminal.wait_for("exit-code=0")

    def see(self, terminal, key, pattern):
        """Presses a key and waits for what it does; returns the screen."""
        terminal.press(key)
        return terminal.wait_for(pattern).string

    def see_mode(self, terminal, key, pattern):
        terminal.press(key)
        return terminal.wait_until(
            lambda screen: re.search(pattern, mode_line(screen)), f"{pattern} after {key}")
