"""Go programs watched by what they show of themselves, at a URL."""

import json
import socket
import subprocess
import unittest
import urllib.request

from case import POOLMON, Case, read_session
from go_programs import built, lack
from page_server import PageServer
from terminal import Terminal


class AttachURL(Case):
    def serve(self, **options):
        server = PageServer(**options)
        self.addCleanup(server.stop)
        return server

    def watch(self, *arguments):
        """A recording to stdout, line by line."""
        process = subprocess.Popen(
            [POOLMON, "attach", *arguments, "--record", "-"], cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def check_failure(self, url, code=1, **options):
        run = self.plain("attach", url, **options)
        self.assertEqual((run.returncode, run.stdout), (code, ""), run)
        self.assertRegex(run.stderr, r"\Apoolmon: [^\n]+\n\Z")
        return run.stderr

    def check_figures(self, sample):
        heap = sample["heap"]
        self.assertEqual(heap["alloc_bytes"] - heap["free_bytes"], 3 << 20)
        self.assertEqual((heap["alloc_objects"], heap["free_objects"]), (5000, 2000))
        self.assertEqual(
            (heap["idle_bytes"], heap["goal_bytes"], heap["collections"]), (1 << 20, 4 << 20, 7))
        self.assertEqual(sample["pools"], [])
        self.assertNotIn("process", sample, "nobody tells its RSS")

    def test_rows_and_a_recording(self):
        server = self.serve()
        run = self.plain("attach", server.url, "--interval", "50ms", "--duration", "1s",
                         "--record", "url.ndjson")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        heading, *lines = run.stdout.splitlines()
        rows = [line for line in lines if line.startswith("00:00:0")]
        self.assertGreaterEqual(len(rows), 2)
        self.assertEqual({len(row) for row in rows}, {len(heading)}, "rows are aligned")
        cells = dict(zip(heading.replace("in use", "in-use").split(),
                         rows[-1].replace(" MiB", "MiB").replace(" k/s", "k/s").split()))
        self.assertEqual((cells["in-use"], cells["goal"]), ("3.00MiB", "4.00MiB"), rows[-1])
        for unknown in ["pools", "retained", "victims", "RSS", "peak"]:
            self.assertEqual(cells[unknown], "–", unknown)
        self.assertIn(f"attach · server · {server.url}", run.stdout)
        header, samples = read_session(self.path("url.ndjson"))
        self.assertEqual(
            header["source"], {"kind": "attach", "program": "server", "url": server.url})
        self.assertGreaterEqual(len(samples), 3)
        for sample in samples:
            self.check_figures(sample)
        self.assertEqual(set(server.pages.asked), {"/debug/vars"}, "the other is not asked for")
        replay = self.plain("replay", "url.ndjson")
        self.assertEqual((replay.returncode, replay.stdout.splitlines()[0]), (0, heading))
        for command in ["info", "report", "export"]:
            self.assertEqual(self.plain(command, "url.ndjson").returncode, 0, command)

    def test_the_profile_alone_will_do(self):
        server = self.serve()
        del server.pages.handlers["/debug/vars"]
        run = self.plain("attach", f"{server.url}/debug/pprof/heap?debug=1", "--duration", "300ms",
                         "--interval", "50ms", "--record", "-")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        header, *samples = [json.loads(line) for line in run.stdout.splitlines()]
        self.assertEqual(header["source"], {"kind": "attach", "url": server.url})
        self.check_figures(samples[-1])
        self.assertEqual(server.pages.asked[:2], ["/debug/vars", "/debug/pprof/heap?debug=1"])
        self.assertNotIn("/debug/vars", server.pages.asked[1:], "what is missing is asked once")

    def test_names_and_the_sixth_version(self):
        server = self.serve()
        url = f"http://localhost:{server.port}"
        self.assertEqual(self.plain("attach", url, "--duration", "100ms").returncode, 0)
        try:
            server = self.serve(host="::1")
        except OSError:
            self.skipTest("there is no IPv6 here")
        self.assertEqual(self.plain("attach", server.url, "--duration", "100ms").returncode, 0)

    def test_what_is_no_such_page(self):
        server = self.serve()
        pages, url = server.pages, server.url

        def both(handler):
            pages.handlers = {path: handler for path in ["/debug/vars", "/debug/pprof/heap"]}

        both(None)
        self.assertEqual(
            self.check_failure(url),
            f"poolmon: {url} shows no figures of a Go program: /debug/vars answers 404 Not Found, "
            "/debug/pprof/heap?debug=1 answers 404 Not Found\n")
        both(pages.html)
        self.assertIn("/debug/vars answers with HTML", self.check_failure(url))
        both(lambda request: pages.send(request, b"{}"))
        self.assertIn("/debug/vars answers with something else", self.check_failure(url))
        both(pages.redirect)
        self.assertIn(
            "/debug/vars leads to https://elsewhere/, where poolmon does not follow",
            self.check_failure(url))
        both(pages.endless)
        self.assertIn("/debug/vars sends more than 16 MiB", self.check_failure(url))
        both(pages.hang)
        self.assertEqual(
            self.check_failure(url), f"poolmon: {url} does not answer within 5 s\n")

    def test_what_is_no_such_server(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
            self.assertEqual(
                self.check_failure(f"http://127.0.0.1:{port}"),
                f"poolmon: http://127.0.0.1:{port} cannot be reached: Connection refused\n")
        with socket.create_server(("127.0.0.1", 0)) as other:
            run = subprocess.Popen(
                [POOLMON, "attach", f"http://127.0.0.1:{other.getsockname()[1]}"],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            connection, _ = other.accept()
            with connection:
                connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                words = run.communicate(timeout=60)[1]
        self.assertEqual(run.returncode, 1)
        self.assertRegex(words, r"\Apoolmon: http://\S+ does not speak HTTP\n\Z")
        words = self.check_failure("http://nobody.invalid:6060")
        self.assertIn("http://nobody.invalid:6060 has no address: ", words)
        self.assertIn("ssh -L", self.check_failure("https://localhost:6060", code=2))
        words = self.check_failure("http://me:secret@localhost", code=2)
        self.assertNotIn("secret", words)

    def test_an_interrupt_ends_the_wait(self):
        server = self.serve()
        server.pages.handlers["/debug/vars"] = server.pages.hang
        process = self.watch(server.url)
        server.wait_for_questions(1)
        process.terminate()
        self.assertEqual(process.wait(timeout=30), 128 + 15)

    def test_a_failure_is_a_gap(self):
        server = self.serve()
        pages = server.pages
        process = self.watch(server.url, "--interval", "20ms")

        self.assertIn("poolmon-session", process.stdout.readline())
        lines = [process.stdout.readline() for _ in range(3)]
        # Its pages go, and come again.
        variables = pages.handlers.pop("/debug/vars")
        profile = pages.handlers.pop("/debug/pprof/heap")
        server.wait_for_questions(3)
        pages.handlers = {"/debug/vars": variables, "/debug/pprof/heap": profile}
        words = [process.stderr.readline() for _ in range(2)]
        self.assertIn("poolmon: ", words[0])
        self.assertIn("404 Not Found", words[0])
        self.assertTrue(words[0].endswith("; poolmon goes on asking\n"), words[0])
        self.assertEqual(words[1], f"poolmon: {server.url} answers again\n")
        # The server is another program on the same port.
        server.stop()
        self.assertRegex(process.stderr.readline(), "; poolmon goes on asking\n$")
        server = self.serve(port=server.port)
        words = [process.stderr.readline() for _ in range(2)]
        self.assertEqual(words, [
            f"poolmon: {server.url} answers again\n",
            f"poolmon: the program of {server.url} has begun anew\n"])
        server.wait_for_questions(3)
        process.terminate()
        rest, words = process.stdout.read(), process.stderr.read()
        self.assertEqual((process.wait(timeout=60), words), (128 + 15, ""))
        samples = [json.loads(line) for line in lines + rest.splitlines()]
        times = [sample["t_ns"] for sample in samples]
        steps = [after - before for before, after in zip(times, times[1:])]
        self.assertEqual(times, sorted(times))
        self.assertGreaterEqual(len([step for step in steps if step > 60_000_000]), 2, "gaps")
        for sample in samples:
            self.check_figures(sample)
        totals = [sample["heap"]["alloc_bytes"] for sample in samples]
        self.assertTrue(any(before > after for before, after in zip(totals, totals[1:])))

    def test_a_server_that_hangs_does_not_hold_the_dashboard_up(self):
        server = self.serve()
        with Terminal(120, 40) as terminal:
            terminal.type(f"{POOLMON} attach {server.url} --interval 50ms; echo exit''-code=$?")
            terminal.wait_for(f"poolmon  attach · server · {server.url}")
            terminal.wait_for("WATCHING")
            terminal.wait_for("3.00 MiB in use")
            server.pages.handlers["/debug/vars"] = server.pages.hang
            server.wait_for_questions(1)
            # Keys are answered while the server is not.
            terminal.press("?")
            terminal.wait_for("look back in time; the run goes on")
            terminal.press("?")
            terminal.wait_for("does not answer within 5 s")
            server.pages.handlers["/debug/vars"] = server.pages.variables
            server.pages.goes_on.set()
            terminal.wait_for("answers again")
            terminal.press("q")
            terminal.wait_for("exit-code=0")


@unittest.skipIf(lack(), lack())
class AttachGoURL(Case):
    """What a real program shows: net/http/pprof and expvar of Go."""

    @classmethod
    def setUpClass(cls):
        cls.program = built(cls, "teller")

    def setUp(self):
        super().setUp()
        self.process = subprocess.Popen(
            [self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end)
        self.url = f"http://{self.process.stdout.readline().strip()}"

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=20)

    def memory(self):
        with urllib.request.urlopen(f"{self.url}/debug/vars") as page:
            return json.load(page)["memstats"]

    def collect(self):
        self.process.stdin.write("gc\n")
        self.process.stdin.flush()
        self.assertEqual(self.process.stdout.readline(), "collected\n")

    def samples(self, target):
        run = self.plain("attach", target, "--interval", "50ms", "--duration", "300ms",
                         "--record", "-")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        header, *samples = [json.loads(line) for line in run.stdout.splitlines()]
        return header, samples

    def check(self, heap, before, after):
        """Counters are between those before and behind."""
        self.assertGreater(len(heap), 0)
        for name, own in [("alloc_bytes", "TotalAlloc"), ("alloc_objects", "Mallocs"),
                          ("free_objects", "Frees"), ("collections", "NumGC")]:
            self.assertLessEqual(before[own], heap[name], name)
            self.assertLessEqual(heap[name], after[own], name)
        self.assertGreater(heap["alloc_bytes"] - heap["free_bytes"], 64 << 16, "what it keeps")
        self.assertGreater(heap["goal_bytes"], 4 << 20)

    def test_both_pages(self):
        self.collect()
        for page, program in [("", "teller"), ("/debug/pprof/heap?debug=1", "teller")]:
            before = self.memory()
            header, samples = self.samples(self.url + page)
            after = self.memory()
            self.assertEqual(header["source"]["program"], program)
            for sample in samples:
                self.check(sample["heap"], before, after)

    def test_its_memory_agrees_with_its_page(self):
        """Read from outside, the totals are those that the program shows of itself."""
        # Pages that are shown for the first time take more than those that follow.
        for _ in range(5):
            self.memory()
        self.collect()
        before = self.memory()
        self.collect()
        header, samples = self.samples(str(self.process.pid))
        # What showing the page takes comes after its figures were read; nothing else allocates.
        after = self.memory()
        for sample in samples:
            self.check(sample["heap"], before, after)
        heap = samples[-1]["heap"]
        self.assertEqual(heap, samples[0]["heap"], "it is quiet")
        in_use = heap["alloc_bytes"] - heap["free_bytes"]
        self.assertLess(abs(in_use - after["HeapAlloc"]), 64 << 10)
        self.assertLess(after["TotalAlloc"] - heap["alloc_bytes"], 64 << 10)
        self.assertEqual(heap["collections"], after["NumGC"])
        self.assertEqual(heap["goal_bytes"], after["NextGC"])
