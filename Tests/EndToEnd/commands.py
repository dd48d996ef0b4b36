"""The commands that a document tells people to type: its ```sh blocks.

    python3 Tests/EndToEnd/commands.py README.md 2    prints the second block
    python3 Tests/EndToEnd/commands.py docs/X.md      prints all blocks, one after the other
"""

import re
import sys


def blocks(path, language="sh"):
    with open(path) as file:
        found = re.findall(rf"```{language}\n(.*?)```", file.read(), re.S)
    return [block.strip() for block in found]


if __name__ == "__main__":
    found = blocks(sys.argv[1])
    print("\n".join(found) if len(sys.argv) < 3 else found[int(sys.argv[2]) - 1])
