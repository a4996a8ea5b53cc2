"""A server on loopback that speaks Ollama's chat API, as far as its client reads it."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import begin_stream, letters, read_json, run_server, send_chunk, send_json


@dataclass(slots=True)
class OllamaServer:
    """What it says in pieces, which models it has, and the requests that came."""

    pieces: Sequence[str] = ()
    models: Sequence[str] = ("tiny:1b",)
    busy: int = 0  # requests to turn away first
    cut: bool = False
    error: str = ""  # an error after the pieces, in the middle of the stream
    wait: float = 0.0  # seconds before the first token
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def serve_ollama(server: OllamaServer) -> Iterator[OllamaServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            send_json(self, 200, {"models": [{"name": name, "model": name} for name in server.models]})

        def do_POST(self) -> None:
            body = read_json(self)
            server.requests.append(body)
            if body["model"] not in server.models:
                send_json(self, 404, {"error": f"model '{body['model']}' not found"})
                return
            if server.busy:
                server.busy -= 1
                send_json(self, 503, {"error": "server busy, please try again"})
                return
            if self.path == "/api/embed":
                send_json(self, 200, {"model": body["model"], "embeddings": [letters(text) for text in body["input"]]})
                return
            begin_stream(self, "application/x-ndjson")
            time.sleep(server.wait)
            for piece in server.pieces:
                send_chunk(self, line({"message": {"role": "assistant", "content": piece}, "done": False}))
            if server.error:
                send_chunk(self, json.dumps({"error": server.error}).encode() + b"\n")
                send_chunk(self, b"")
                return
            if server.cut:
                self.close_connection = True
                return
            end = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
            send_chunk(self, line({**end, "prompt_eval_count": 90, "eval_count": 12}))
            send_chunk(self, b"")

        def log_message(self, *_: object) -> None:
            pass

    with run_server(Handler) as url:
        server.url = url
        yield server


def line(value: dict[str, Any]) -> bytes:
    return json.dumps({"model": "tiny:1b", "created_at": "2026-01-01T00:00:00Z", **value}).encode() + b"\n"
