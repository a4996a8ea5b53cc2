"""A server on loopback that speaks Bedrock's Converse API and its event stream, as far as boto3 reads them."""

import json
import struct
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import unquote

from loopback import begin_stream, letters, read_json, run_server, send_chunk, send_json


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server does with one request, in this order."""

    pieces: Sequence[str] = ()
    status: int = 200
    error: str = ""  # with a status other than 200: its code; with 200: an exception event after the pieces
    message: str = ""
    stop: str = "end_turn"
    wait: float = 0.0  # seconds before the first token
    cut: bool = False  # hang up after the pieces, in the middle of an event
    tokens: tuple[int, int] = (100, 20)
    tool: dict[str, Any] | None = None  # what it puts into the one tool it was given, where the reply is not streamed


@dataclass(slots=True)
class BedrockServer:
    """The replies still to give, the last of them for ever, and the requests that came."""

    replies: list[Reply]
    requests: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serve_bedrock(*replies: Reply) -> Iterator[BedrockServer]:
    state = BedrockServer(list(replies))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = read_json(self)
            model, _, action = unquote(self.path).removeprefix("/model/").rpartition("/")
            state.requests.append({"model": model, "action": action, "body": body, "headers": dict(self.headers)})
            reply = state.next()
            if reply.status != 200:
                self.refuse(reply)
            elif action == "invoke":
                send_json(self, 200, embedding_body(body))
            elif action == "converse":
                send_json(self, 200, converse_body(reply, body))
            else:
                self.send_stream(reply)

        def refuse(self, reply: Reply) -> None:
            send_json(self, reply.status, {"message": reply.message}, {"x-amzn-ErrorType": reply.error})

        def send_stream(self, reply: Reply) -> None:
            begin_stream(self, "application/vnd.amazon.eventstream")
            time.sleep(reply.wait)
            for message in events(reply):
                send_chunk(self, message)
            if reply.cut:
                send_chunk(self, event("contentBlockDelta", {"delta": {"text": "never whole"}})[:-9])
                self.close_connection = True
                return
            send_chunk(self, b"")

        def log_message(self, *_: object) -> None:
            pass

    with run_server(Handler) as url:
        state.url = url
        yield state


def converse_body(reply: Reply, body: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"text": "".join(reply.pieces)}
    if reply.tool is not None:
        name = body["toolConfig"]["tools"][0]["toolSpec"]["name"]
        content = {"toolUse": {"toolUseId": "1", "name": name, "input": reply.tool}}
    return {
        "output": {"message": {"role": "assistant", "content": [content]}},
        "stopReason": reply.stop,
        "usage": usage(reply),
        "metrics": {"latencyMs": 1},
    }


def embedding_body(body: dict[str, Any]) -> dict[str, Any]:
    """Titan's answer to one text, Cohere's to several."""
    if "texts" in body:
        return {
            "embeddings": [letters(text) for text in body["texts"]],
            "id": "1",
            "response_type": "embeddings_floats",
        }
    return {"embedding": letters(body["inputText"]), "inputTextTokenCount": 3}


def events(reply: Reply) -> Iterator[bytes]:
    yield event("messageStart", {"role": "assistant"})
    for piece in reply.pieces:
        yield event("contentBlockDelta", {"delta": {"text": piece}, "contentBlockIndex": 0})
    if reply.error:
        yield exception(reply.error, {"message": reply.message})
        return
    if not reply.cut:
        yield event("contentBlockStop", {"contentBlockIndex": 0})
        yield event("messageStop", {"stopReason": reply.stop})
        yield event("metadata", {"usage": usage(reply), "metrics": {"latencyMs": 1}})


def usage(reply: Reply) -> dict[str, int]:
    given, made = reply.tokens
    return {"inputTokens": given, "outputTokens": made, "totalTokens": given + made}


def event(kind: str, payload: dict[str, Any]) -> bytes:
    return frame({":message-type": "event", ":event-type": kind}, payload)


def exception(kind: str, payload: dict[str, Any]) -> bytes:
    return frame({":message-type": "exception", ":exception-type": kind}, payload)


def frame(headers: dict[str, str], payload: dict[str, Any]) -> bytes:
    """A message of AWS's event stream: lengths, their CRC, headers (7 marks a string), payload, CRC of it all."""
    body = json.dumps(payload).encode()
    packed = b"".join(
        struct.pack(">B", len(name)) + name.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for name, value in {**headers, ":content-type": "application/json"}.items()
    )
    prelude = struct.pack(">II", 16 + len(packed) + len(body), len(packed))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + packed + body
    return message + struct.pack(">I", zlib.crc32(message))
