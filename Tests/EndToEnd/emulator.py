"""poolmon on a terminal that others wrote: pyte, which says of each cell what is in it."""

import re
import time

import pyte

from pseudo_terminal import PseudoTerminal

# One step of what a program writes: a control sequence, or text between two of them.
STEP = re.compile(rb"\x1b\[[^@-~]*[@-~]|\x1b[()].|\x1b[^\[()]|[^\x1b]+", re.S)


class _Screen(pyte.Screen):
    """With what xterm has and pyte has not, made of what pyte has."""

    def repeat(self, count=1, **_):
        """REP: the character before the cursor again."""
        self.draw(self.buffer[self.cursor.y][self.cursor.x - 1].data * max(count, 1))

    def scroll_up(self, count=1, **_):
        """SU: the lines between the margins, with the cursor where it is."""
        self._scroll(count, self._margins()[1], self.index)

    def scroll_down(self, count=1, **_):
        """SD."""
        self._scroll(count, self._margins()[0], self.reverse_index)

    def _margins(self):
        return self.margins or (0, self.lines - 1)

    def _scroll(self, count, edge, step):
        before, self.cursor.y = self.cursor.y, edge
        for _ in range(max(count, 1)):
            step()
        self.cursor.y = before


class _Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down"}
    events = pyte.ByteStream.events | {"repeat", "scroll_up", "scroll_down"}


class EmulatedTerminal(PseudoTerminal):
    """A pseudo-terminal whose screen can be looked at."""

    def __init__(self, *arguments, size=(80, 24), **options):
        super().__init__(*arguments, size=size, **options)
        self.screen = _Screen(*size)
        self.stream = _Stream(self.screen)
        # How many of the bytes the screen has taken.
        self.fed = 0

    def __enter__(self):
        super().__enter__()
        return self

    def read(self, seconds=0.05):
        """Reads what is there. The screen does not take it yet."""
        if not self._read(seconds):
            raise AssertionError(f"poolmon ended; it wrote {self.bytes[-3000:]!r}")

    def feed(self, end=None):
        """Has the screen take the bytes up to a place, or all of them."""
        end = len(self.bytes) if end is None else end
        self.stream.feed(self.bytes[self.fed:end])
        self.fed = end

    def steps(self, end):
        """Has the screen take the bytes up to a place, and stops behind each step of them."""
        for match in list(STEP.finditer(self.bytes, self.fed, end)):
            self.feed(match.end())
            yield

    def row(self, y):
        line = self.screen.buffer[y]
        return "".join(line[x].data for x in range(self.screen.columns)).rstrip(" ")

    @property
    def rows(self):
        return [self.row(y) for y in range(self.screen.lines)]

    def rows_at(self, place):
        """The rows once the screen has taken the bytes up to a place."""
        self.feed(place)
        return self.rows

    def wait_until(self, condition, what, seconds=20):
        """Waits until the rows are as asked for."""
        end = time.monotonic() + seconds
        while True:
            self.feed()
            rows = self.rows
            if condition(rows):
                return rows
            if time.monotonic() > end:
                raise AssertionError(
                    f"waited {seconds} s for {what}; the screen is:\n" + "\n".join(rows))
            self.read()

    def wait_for_row(self, pattern):
        """Waits until some row matches."""
        return self.wait_until(
            lambda rows: any(re.search(pattern, row) for row in rows), repr(pattern))

    def reversed_cells(self):
        """Where the screen shows cells in reverse, as (x, y)."""
        return [(x, y) for y in range(self.screen.lines) for x in range(self.screen.columns)
                if self.screen.buffer[y][x].reverse]
