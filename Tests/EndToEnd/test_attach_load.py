"""Go programs that use their pools as fast as they can, watched from outside."""

import json
import re
import shutil
import subprocess
import unittest

from case import Case, read_session
from go_programs import Target, built, lack
from plausible import implausible, puts

WRK = shutil.which("wrk")


class LoadCase(Case):
    target = None

    @classmethod
    def setUpClass(cls):
        cls.program = built(cls, cls.target)

    def start(self, *arguments):
        target = Target(self.program, *arguments)
        self.addCleanup(target.end)
        return target

    def watch(self, target, *arguments):
        """The samples of a run that records."""
        run = self.plain("attach", str(target.pid), "--record", "go.ndjson", *arguments)
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        return read_session(self.path("go.ndjson"))[1]


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class Churn(LoadCase):
    target = "poolchurn"

    def test_no_figure_is_implausible(self):
        """Sixty-four goroutines, and lists that change while they are read."""
        target = self.start()
        target.ask()
        samples = self.watch(target, "--interval", "10ms", "--duration", "3s")
        truth = target.ask()
        self.assertGreater(len(samples), 20)
        self.assertEqual(implausible(samples, truth), [])
        churned = [pool for pool in samples[-1]["pools"] if pool["name"] == "main.churned"]
        self.assertEqual(churned[0]["element"], "*bytes.Buffer")


@unittest.skipIf(lack("bytebufferpool"), lack("bytebufferpool"))
class Experiment(LoadCase):
    """A forgotten Put in real Go: a cost, and no leak."""

    target = "../Benchmarks/Go/experiment"

    def record(self, mode):
        process = subprocess.Popen(
            [self.program, "--mode", mode, "--duration", "1h"], stdout=subprocess.DEVNULL)
        try:
            run = self.plain("attach", str(process.pid), "--duration", "5s", "--record",
                             f"{mode}.ndjson")
            self.assertEqual((run.returncode, run.stderr), (0, ""))
        finally:
            process.kill()
            process.wait()

    def test_both_ways_beside_each_other(self):
        self.record("put")
        self.record("noput")
        run = self.plain("diff", "put.ndjson", "noput.ndjson")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertRegex(run.stdout, r"(?m)^alloc space +.* GiB +[\d,]+×$")
        self.assertNotIn("hit ratio", run.stdout, "nobody knows it")
        run = self.plain("diff", "put.ndjson", "noput.ndjson", "--format", "json")
        put, noput = (json.loads(run.stdout)[name] for name in "ab")
        self.assertGreater(noput["alloc_bytes"], 100 * put["alloc_bytes"])
        self.assertEqual(put["collections"], 0)
        self.assertGreater(noput["collections"], 10)
        # No leak: a hundredth of what was allocated is in use, and less.
        self.assertLess(noput["in_use_bytes"], noput["alloc_bytes"] / 100)
        self.assertEqual((put["max_bytes"], noput["max_bytes"]), (32 << 10, 0))
        self.assertIsNone(put["gets"], "Go does not count them")


@unittest.skipIf(lack("fasthttp", "bytebufferpool"), lack("fasthttp", "bytebufferpool"))
@unittest.skipUnless(WRK, "wrk is not installed")
class Server(LoadCase):
    target = "poolserver"
    # A server's four pools, of which all but the last have a buffer for each request.
    names = ["bytebufferpool.defaultPool", "fasthttp.requestBodyPool",
             "fasthttp.responseBodyPool", "stackless.bufferPool"]

    def test_puts_are_the_requests(self):
        target = self.start()
        address = f"http://127.0.0.1:{target.said()}"
        with open(self.path("post.lua"), "w") as file:
            file.write('wrk.method = "POST"\nwrk.body = string.rep("x", 500)\n')
        # What is compressed has a buffer of the fourth pool.
        wrk = [WRK, "-t1", "-c4", "-d1s", "-H", "Accept-Encoding: gzip", address]
        subprocess.run(wrk, check=True, stdout=subprocess.DEVNULL)
        load = subprocess.Popen(
            [WRK, "-t1", "-c16", "-d3s", "-s", "post.lua", f"{address}/buffer?n=3000"],
            stdout=subprocess.PIPE, text=True, cwd=self.folder)
        # The load has begun once it has put something.
        samples = self.watch(target, "--duration", "6s")
        answered = int(re.search(r"(\d+) requests in", load.communicate()[0])[1])
        last = {pool["name"]: pool for pool in samples[-1]["pools"]}
        self.assertLessEqual(set(self.names), set(last))
        for name in self.names:
            self.assertEqual(last[name]["policy"], "calibrated")
        for name in self.names[:3]:
            # wrk does not count the requests that are open at its end.
            self.assertAlmostEqual(puts(last[name]) / answered, 1, delta=0.02, msg=name)
        self.assertGreater(puts(last[self.names[3]]), 0)
        self.assertEqual(implausible(samples), [])
