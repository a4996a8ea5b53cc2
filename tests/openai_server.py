"""A server on loopback that speaks OpenAI's chat completions with server-sent events."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from loopback import begin_stream, read_json, run_server, send_chunk, send_json

USAGE = {"prompt_tokens": 80, "completion_tokens": 9, "total_tokens": 89}


@dataclass(slots=True)
class OpenAiServer:
    """What it says in pieces, how it stops, and the requests that came."""

    pieces: Iterable[str] = ()
    finish: str = "stop"
    refusals: list[tuple[int, str]] = field(default_factory=list)  # status and message, given first
    cut: bool = False
    error: str = ""  # an error after the pieces, in the middle of the stream
    wait: float = 0.0  # seconds before the first token
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)


class Replies:
    """Pieces of a model that says something else each time it is asked, the last reply ever after.

    wait: seconds before each line of a reply.
    """

    def __init__(self, *replies: str, wait: float = 0.0) -> None:
        self.left = list(replies)
        self.wait = wait

    def __iter__(self) -> Iterator[str]:
        reply = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        for line in reply.splitlines(keepends=True):
            time.sleep(self.wait)
            yield line


@contextmanager
def serve_openai(server: OpenAiServer) -> Iterator[OpenAiServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            send_json(self, 200, {"object": "list", "data": [{"id": "tiny", "object": "model"}]})

        def do_POST(self) -> None:
            server.requests.append({**read_json(self), "authorization": self.headers["Authorization"]})
            if server.refusals:
                status, message = server.refusals.pop(0)
                send_json(self, status, {"error": {"message": message, "type": "error", "code": None}})
                return
            if not server.requests[-1].get("stream"):
                time.sleep(server.wait)
                send_whole(self, server)
                return
            begin_stream(self, "text/event-stream")
            time.sleep(server.wait)
            for piece in server.pieces:
                send_chunk(self, chunk([{"index": 0, "delta": {"content": piece}, "finish_reason": None}]))
            if server.error:
                send_chunk(self, b"data: " + json.dumps({"error": {"message": server.error}}).encode() + b"\n\n")
                send_chunk(self, b"")
                return
            if server.cut:
                self.close_connection = True
                return
            send_chunk(self, chunk([{"index": 0, "delta": {}, "finish_reason": server.finish}]))
            send_chunk(self, chunk([], USAGE))
            send_chunk(self, b"data: [DONE]\n\n")
            send_chunk(self, b"")

        def log_message(self, *_: object) -> None:
            pass

    with run_server(Handler) as url:
        server.url = f"{url}/v1"
        yield server


def send_whole(handler: BaseHTTPRequestHandler, server: OpenAiServer) -> None:
    """The answer in one piece; a cut connection ends before its body does."""
    message = {"role": "assistant", "content": "".join(server.pieces)}
    choices = [{"index": 0, "message": message, "finish_reason": server.finish}]
    value = {"id": "1", "object": "chat.completion", "created": 1, "model": "tiny", "choices": choices, "usage": USAGE}
    if not server.cut:
        send_json(handler, 200, value)
        return
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(json.dumps(value).encode()[:20])
    handler.close_connection = True


def chunk(choices: list[dict[str, Any]], usage: dict[str, int] | None = None) -> bytes:
    value = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny", "choices": choices}
    return b"data: " + json.dumps({**value, "usage": usage}).encode() + b"\n\n"
