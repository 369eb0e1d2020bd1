"""A small web application: says who answers, and counts its visits in a file."""

import os
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

HERE = Path(__file__).parent
COUNTER = HERE / "data" / "visits"
PORT = int(os.environ.get("PORT", "8000"))


def count_visit():
    """Adds one to the number in data/visits. It lives where the program runs."""
    COUNTER.parent.mkdir(exist_ok=True)
    visits = int(COUNTER.read_text()) + 1 if COUNTER.exists() else 1
    COUNTER.write_text(str(visits))
    return visits


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/":
            # Read on every request: edit the page, reload, and see it.
            page = (HERE / "page.html").read_text()
            page = page.replace("{{host}}", socket.gethostname())
            page = page.replace("{{visits}}", str(count_visit()))
            self.answer(200, "text/html; charset=utf-8", page)
        elif self.path == "/style.css":
            self.answer(200, "text/css", (HERE / "style.css").read_text())
        else:
            self.answer(404, "text/plain", "Not found\n")

    def answer(self, status, content_type, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    server = HTTPServer(("", PORT), Handler)
    print(f"Listening on http://localhost:{PORT}/ (Ctrl-C stops)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
