"""A server that answers as a Go program with expvar and pprof would, or as no program should."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEMSTATS = {
    "Alloc": 3 << 20, "TotalAlloc": 9 << 20, "Mallocs": 5000, "Frees": 2000,
    "HeapAlloc": 3 << 20, "HeapIdle": 2 << 20, "HeapReleased": 1 << 20,
    "NextGC": 4 << 20, "NumGC": 7, "PauseNs": [0] * 256, "EnableGC": True,
}


class Pages:
    """What is served; a test changes it while the server goes on."""

    def __init__(self):
        self.figures = dict(MEMSTATS)
        # A path, and what answers it; others are not found.
        self.handlers = {"/debug/vars": self.variables, "/debug/pprof/heap": self.profile}
        self.asked = []
        self.goes_on = threading.Event()

    def variables(self, request):
        self.figures["TotalAlloc"] += 1 << 20
        page = {"cmdline": ["/bin/server", "-x"], "memstats": self.figures}
        self.send(request, json.dumps(page).encode())

    def profile(self, request):
        lines = [f"# {name} = {value}" for name, value in self.figures.items()]
        self.chunked(request, "\n".join(
            ["heap profile: 0: 0 [0: 0] @ heap/1048576", "", "# runtime.MemStats"] + lines + [""]))

    @staticmethod
    def send(request, body, kind="application/json"):
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    @staticmethod
    def chunked(request, text):
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        for start in range(0, len(text), 100):
            part = text[start:start + 100].encode()
            request.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
        request.wfile.write(b"0\r\n\r\n")

    @staticmethod
    def html(request):
        Pages.send(request, b"<html>hello</html>", "text/html")

    @staticmethod
    def redirect(request):
        request.send_response(302)
        request.send_header("Location", "https://elsewhere/")
        request.end_headers()

    @staticmethod
    def endless(request):
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b" " * 65536)

    def hang(self, request):
        self.goes_on.wait(60)


class PageServer:
    """Serves pages on a port of its own until it is stopped."""

    def __init__(self, port=0, host="127.0.0.1"):
        self.pages = Pages()
        pages = self.pages

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                pages.asked.append(self.path)
                handler = pages.handlers.get(self.path.split("?")[0])
                try:
                    if handler:
                        handler(self)
                    else:
                        self.send_error(404)
                except OSError:
                    # Whoever asked has gone.
                    pass
                self.close_connection = True

            def log_message(self, *arguments):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

            def handle_error(self, *arguments):
                pass

        self.server = Server((host, port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def wait_for_questions(self, count):
        """Until it was asked so often from now on."""
        end, goal = time.monotonic() + 60, len(self.pages.asked) + count
        while len(self.pages.asked) < goal:
            assert time.monotonic() < end, "nobody asks"
            time.sleep(0.01)

    def stop(self):
        self.pages.goes_on.set()
        self.server.shutdown()
        self.server.server_close()
