"""A server on this machine that speaks as much S3 as documents need: conditional PUT, GET, DELETE."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


class Bucket:
    """Serves while it is entered; the objects stand in memory, by path."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        lock, objects = threading.Lock(), self.objects

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_PUT(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with lock:
                    taken = self.headers.get("If-None-Match") == "*" and self.path in objects
                    if not taken:
                        objects[self.path] = data
                self._say(412 if taken else 200, b"", data)

            def do_GET(self) -> None:
                data = objects.get(self.path)
                self._say(404 if data is None else 200, data or b"", data or b"")

            def do_POST(self) -> None:  # the client deletes in bulk
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                keys = [part.partition("</Key>")[0] for part in sent.split("<Key>")[1:]]
                for key in keys:
                    objects.pop(f"{self.path.partition('?')[0].rstrip('/')}/{key}", None)
                told = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
                self._say(200, f"<DeleteResult>{told}</DeleteResult>".encode(), b"")

            def do_DELETE(self) -> None:
                objects.pop(self.path, None)
                self._say(204, b"", b"")

            def _say(self, status: int, body: bytes, of: bytes) -> None:
                self.send_response(status)
                self.send_header("ETag", f'"{hashlib.md5(of, usedforsecurity=False).hexdigest()}"')
                self.send_header("Last-Modified", "Tue, 01 Dec 2026 09:00:00 GMT")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self.options: dict[str, Any] = {
            "config": {
                "aws_endpoint": endpoint,
                "aws_region": "eu",
                "aws_access_key_id": "test",
                "aws_secret_access_key": "test",
            },
            "client_options": {"allow_http": True},
        }

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
