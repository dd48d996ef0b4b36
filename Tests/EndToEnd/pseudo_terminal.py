"""poolmon on a pseudo-terminal: every byte that it writes is seen, as no emulator shows them."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time

from case import POOLMON

# What begins and ends a frame where terminfo has Sync, as in the description below.
BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"

# Terminals that Debian describes in a package that need not be there, or not at all.
DESCRIPTIONS = r"""
poolmon-sync|tmux that takes whole frames,
	Sync=\E[?2026%?%p1%{1}%-%tl%eh%;, use=tmux-256color,
poolmon-16|xterm with sixteen colours,
	colors#16, pairs#256,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e9%p1%{8}%-%d%;m,
	setab=\E[%?%p1%{8}%<%t4%p1%d%e10%p1%{8}%-%d%;m, use=xterm-256color,
poolmon-direct|xterm whose colours are red and green and blue,
	RGB, colors#0x1000000, pairs#0x7FFF, initc@, ccc@, oc@,
	setaf=\E[%?%p1%{8}%<%t3%p1%d%e38:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,
	setab=\E[%?%p1%{8}%<%t4%p1%d%e48:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%d%;m,
	use=xterm-256color,
"""


def compile_descriptions(folder):
    """Where TERMINFO is to point for the terminals above; others are found as ever."""
    source = os.path.join(folder, "terminals.ti")
    with open(source, "w") as file:
        file.write(DESCRIPTIONS)
    subprocess.run(["tic", "-x", "-o", os.path.join(folder, "terminfo"), source], check=True)
    return os.path.join(folder, "terminfo")


class PseudoTerminal:
    """One run of a command, poolmon unless told otherwise. Use as a context manager."""

    def __init__(self, *arguments, term="xterm-256color", size=(100, 30), env=None, program=None):
        self.command = [*(program or [POOLMON]), *arguments]
        self.size = size
        self.env = {**os.environ, "TERM": term, "LC_ALL": "C.UTF-8"}
        self.env.pop("NO_COLOR", None)
        self.env.update(env or {})
        # All that was written so far.
        self.bytes = b""
        self.status = None

    def __enter__(self):
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            # Before exec, so that the program finds the size at once.
            self._set_size(0, self.size)
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            os.execvpe(self.command[0], self.command, self.env)
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.close()

    def close(self):
        """Closes the terminal under the program."""
        if self.file is not None:
            os.close(self.file)
            self.file = None

    @staticmethod
    def _set_size(file, size):
        fcntl.ioctl(file, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def resize(self, columns, rows):
        self._set_size(self.file, (columns, rows))

    def press(self, keys):
        os.write(self.file, keys)

    def kill(self, name):
        os.kill(self.pid, getattr(signal, "SIG" + name))

    def _read(self, seconds):
        """Reads once; False at the end of all output."""
        ready, _, _ = select.select([self.file], [], [], seconds)
        try:
            piece = os.read(self.file, 1 << 16) if ready else None
        except OSError:
            return False
        self.bytes += piece or b""
        return piece != b""

    def wait_for(self, text, after=0, seconds=20):
        """Reads until a text is among the bytes from a place on; returns the place behind it."""
        end = time.monotonic() + seconds
        while text not in self.bytes[after:]:
            if not self._read(0.1) or time.monotonic() > end:
                raise AssertionError(f"no {text!r} in {self.bytes[after:][-3000:]!r}")
        return self.bytes.index(text, after) + len(text)

    def wait_for_end(self, seconds=20):
        """Reads on until the program has ended; returns its status as a shell would tell it."""
        end = time.monotonic() + seconds
        while self.status is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running; it wrote {self.bytes[-3000:]!r}")
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                code = os.waitstatus_to_exitcode(status)
                self.status = code if code >= 0 else 128 - code
            elif self.file is None or not self._read(0.05):
                time.sleep(0.02)
        while self.file is not None and select.select([self.file], [], [], 0)[0]:
            if not self._read(0):
                break
        return self.status
