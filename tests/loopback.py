"""HTTP servers on loopback for tests: started on a free port, gone with the block."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def run_server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server on a free port of loopback, in a thread, until the block ends; yields its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def letters(text: str) -> list[float]:
    """An embedding whose likeness can be foretold: how often each vowel stands in the text, and one."""
    return [*(float(text.lower().count(letter)) for letter in "aeiou"), 1.0]


def read_json(handler: BaseHTTPRequestHandler) -> Any:
    return json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))


def send_json(
    handler: BaseHTTPRequestHandler, status: int, value: Any, headers: Mapping[str, str] | None = None
) -> None:
    body = json.dumps(value).encode()
    handler.send_response(status)
    for name, content in {"Content-Type": "application/json", **(headers or {})}.items():
        handler.send_header(name, content)
    handler.send_header("Content-Length", str(len(body)))
    handler.send_header("Connection", "close")  # a client that keeps it open would keep the server's thread
    handler.end_headers()
    handler.wfile.write(body)


def begin_stream(handler: BaseHTTPRequestHandler, content_type: str) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.send_header("Connection", "close")
    handler.end_headers()


def send_chunk(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    """One chunk of a stream; an empty one ends it."""
    handler.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    handler.wfile.flush()
