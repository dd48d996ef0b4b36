"""A program on a pseudo-terminal, from exec to its end, and what it costs meanwhile.

Beside terminal.py, which asks tmux what is on the screen: here only this process stands between the
program and the clock.
"""

import fcntl
import os
import re
import select
import shutil
import signal
import struct
import sys
import termios
import time

# Where Debian's python3-pyte is, also for a python3 that is not Debian's.
sys.path.append("/usr/lib/python3/dist-packages")
try:
    import pyte
except ImportError:
    pyte = None

# What is written without such a pause is one frame.
PAUSE = 0.02
# Longer than any program here takes, so that one that hangs does not hang the script.
LIMIT = 10


class Gone(Exception):
    """The program ended by itself, or cannot be started."""


class Run:
    """One run of one program. Use as a context manager: at its end the program is gone and reaped.

    What the program writes is only read in `watch`, `wait_for` and `quit`: whatever is done between
    them has to be short, since a terminal that is not read blocks the program when it is full.
    """

    def __init__(self, command, columns, rows, home):
        self.chunks = []
        self.status = self.ended = None
        path = shutil.which(command[0])
        if path is None:
            raise Gone(f"{command[0]} is not installed")
        self.file, terminal = os.openpty()
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        # A session leader's first terminal becomes its controlling one.
        opened = [(os.POSIX_SPAWN_OPEN, 0, os.ttyname(terminal), os.O_RDWR, 0),
                  (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        self.start = time.monotonic()
        # Not fork, which takes milliseconds to copy this process's page tables.
        self.pid = os.posix_spawn(
            path, command, environment(home), file_actions=opened, setsid=True)
        os.close(terminal)
        self.end = os.pidfd_open(self.pid)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            self.reap()
        os.close(self.end)
        # Ends what is left of its session, by SIGHUP.
        os.close(self.file)

    def read(self, seconds):
        """Reads what comes within that time, once; returns it. Notices the end."""
        ready, _, _ = select.select([self.file, self.end], [], [], max(seconds, 0))
        try:
            data = os.read(self.file, 1 << 16) if self.file in ready else b""
        except OSError:
            data = b""
        if data:
            self.chunks.append((time.monotonic() - self.start, data))
        elif self.end in ready and self.status is None:
            self.reap()
        return data

    def reap(self):
        """Ends what is left of its group, while the number cannot be anyone else's yet."""
        os.killpg(self.pid, signal.SIGKILL)
        _, self.status = os.waitpid(self.pid, 0)
        self.ended = time.monotonic() - self.start

    def watch(self, seconds):
        """Lets it run for that time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.read(left)
            if self.status is not None:
                raise Gone(f"ended with status {os.waitstatus_to_exitcode(self.status)}")

    def watch_frames(self, count):
        """Lets it run until it has drawn so many times, or much longer than that should take."""
        while self.frames(0, LIMIT) < count and time.monotonic() - self.start < LIMIT:
            self.watch(PAUSE)

    def wait_for(self, text):
        """Milliseconds until it writes this; None if it does not."""
        start, seen = time.monotonic(), b""
        while text not in seen and self.status is None and time.monotonic() - start < LIMIT:
            seen += self.read(0.5)
        return (time.monotonic() - start) * 1000 if text in seen else None

    def wait_for_end(self, seconds=LIMIT):
        """Reads until it has ended and was waited for. False if it has not ended in that time."""
        end = time.monotonic() + seconds
        while self.status is None and time.monotonic() < end:
            self.read(end - time.monotonic())
        # What it wrote last may arrive after the news of its end.
        while self.status is not None and self.read(0):
            pass
        return self.status is not None

    def press(self, key):
        os.write(self.file, key)

    def quit(self):
        """Milliseconds from the key until the process is gone and waited for; None if it stays."""
        start = time.monotonic() - self.start
        self.press(b"q")
        return (self.ended - start) * 1000 if self.wait_for_end() else None

    def cost(self):
        """What it took until now: moment, CPU seconds, write(2) calls, bytes to the terminal."""
        # Linux's clock of another process's CPU time, in nanoseconds; /proc/PID/stat counts
        # hundredths of a second, of children that were waited for as well.
        cpu = time.clock_gettime((~self.pid << 3) | 2)
        with open(f"/proc/{self.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        cpu += sum(map(int, fields[13:15])) / os.sysconf("SC_CLK_TCK")
        with open(f"/proc/{self.pid}/io") as file:
            writes = int(re.search(r"syscw: (\d+)", file.read()).group(1))
        now = time.monotonic() - self.start
        return now, cpu, writes, sum(len(data) for _, data in self.chunks)

    def resident(self):
        """RSS in MiB."""
        with open(f"/proc/{self.pid}/status") as file:
            return int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1)) / 1024

    def frames(self, begin, end):
        """Frames that were written between these moments."""
        moments = [-PAUSE] + [moment for moment, _ in self.chunks]
        return sum(begin <= moment < end and moment - before >= PAUSE
                   for before, moment in zip(moments, moments[1:]))


def environment(home):
    """As it would be in a plain xterm of the size it finds, without anyone's settings."""
    kept = {name: value for name, value in os.environ.items()
            if name not in ("NO_COLOR", "LINES", "COLUMNS", "HTOPRC")}
    return {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
            "HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home,
            "XDG_DATA_HOME": home}


if pyte:
    class Screen(pyte.Screen):
        """Knows REP, with which ncurses repeats a character on an xterm, and pyte does not."""

        last = " "

        def draw(self, data):
            self.last = data[-1:] or self.last
            super().draw(data)

        def repeat(self, count=1):
            self.draw(self.last * (count or 1))

    class Stream(pyte.ByteStream):
        csi = {**pyte.ByteStream.csi, "b": "repeat"}
        events = pyte.ByteStream.events | {"repeat"}


def first_full_screen(chunks, columns, rows):
    """Milliseconds from exec until every row was drawn that is there when the screen has settled.

    A row is there if it has a letter or a digit, and settled is what more than half of the frames
    end with, the first one left out: a row may come and go. Borders and graphs do not count, since
    some programs draw these before they know anything. None without pyte, or if nothing came.
    """
    if not pyte or not chunks:
        return None
    screen = Screen(columns, rows)
    stream = Stream(screen)
    drawn, states, settled = frozenset(), [], []
    following = [moment for moment, _ in chunks[1:]] + [float("inf")]
    for (moment, data), after in zip(chunks, following):
        screen.dirty.clear()
        stream.feed(data)
        changed = {row for row in screen.dirty if row < rows}
        text = {row for row in changed if any(
            cell.data.isalnum() for cell in screen.buffer[row].values())}
        drawn = drawn - changed | text
        states.append((moment, drawn))
        if after - moment >= PAUSE and drawn:
            settled.append(drawn)
    last = settled[1:] or settled
    wanted = {row for row in range(rows) if sum(row in rows_ for rows_ in last) * 2 > len(last)}
    return next((moment * 1000 for moment, drawn in states if wanted and wanted <= drawn), None)
