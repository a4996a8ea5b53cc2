"""What is asked of a Milvus server: records by their ids, and vectors by key and by nearness.

Two collections a library: NAME_records, whose rows are pieces of text under ids (Milvus has none longer than 65,535
bytes), and NAME_vectors_FINGERPRINT. Every read sees what was written before it ("Strong"). What fails is tried once
more over a new connection, then told: each of these operations may be done twice. By pymilvus, Milvus's own client.
"""

import base64
import hashlib
import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from quotewise.index.errors import LibraryError
from quotewise.index.home import ADDRESS

Vectors = NDArray[np.float32]
T = TypeVar("T")

WAIT = 10.0  # seconds for an answer
LONG = 180.0  # for what makes a server work: one that writes may be at its graph of neighbours for a minute
READING = ("get", "query", "search", "has_collection")
PIECE = 65_532  # characters of a record's row, base64 of so many bytes: below Milvus's longest text
AT_ONCE = 128  # rows of records in a message: 8 MB, of the 64 MB that a message may be
VECTORS_AT_ONCE = 2000  # 3 MB of them
MOST = 16_384  # rows that Milvus finds at most
HNSW = {"index_type": "HNSW", "params": {"M": 32, "efConstruction": 200}}
# A connection of its own: one that others share is tried again only after a pause that grows to minutes.
ALONE = {"grpc.use_local_subchannel_pool": 1, "grpc.keepalive_time_ms": 300_000}  # servers refuse more pings
LOOKED_AT = 2  # times as many candidates as are wanted: the graph's `ef`


class Milvus:
    """A library's collections. Safe to call from several threads; connected at first use."""

    def __init__(self, address: str) -> None:
        match = ADDRESS.fullmatch(address)
        assert match is not None, address
        self.name = address
        self._uri = f"http{'s' if match['tls'] else ''}://{match['host']}:{match['port']}"
        self._records = f"{match['name']}_records"
        self._vectors = f"{match['name']}_vectors"
        self._client: Any = None
        self._there: set[str] = set()  # collections that were seen

    def read(self, ids: Sequence[str]) -> dict[str, bytes]:
        """What lies under these ids; what is not there is left out."""
        first = self._rows(ids)
        rest = [f"{id}/{number}" for id in ids if id in first for number in range(1, first[id]["pieces"])]
        pieces = {**first, **self._rows(rest)}
        found = {}
        for id in ids:
            every = [id, *(f"{id}/{number}" for number in range(1, first[id]["pieces"]))] if id in first else []
            if every and all(piece in pieces for piece in every):
                found[id] = base64.b64decode("".join(pieces[piece]["data"] for piece in every))
        return found

    def beginning_with(self, start: str) -> dict[str, bytes]:
        """The records of one piece whose ids begin so."""
        if not self._has(self._records):
            return {}
        rows = self._call("query", self._records, filter=f'id like "{start}%"', output_fields=["id", "data"])
        return {row["id"]: base64.b64decode(row["data"]) for row in rows}

    def write(self, records: Mapping[str, bytes]) -> None:
        """Put records; the last piece of each is written first, so that one that is there is there whole."""
        from pymilvus import DataType

        columns = {
            "id": (DataType.VARCHAR, {"max_length": 200, "is_primary": True}),
            "data": (DataType.VARCHAR, {"max_length": 65_535}),
            "pieces": (DataType.INT64, {}),
            "none": (DataType.FLOAT_VECTOR, {"dim": 2}),  # Milvus has no collection without a vector
        }
        self._make(self._records, columns, "none", {"index_type": "FLAT"})
        rows = [row for id, data in records.items() for row in reversed(list(in_pieces(id, data)))]
        for some in batches(rows, AT_ONCE):
            self._call("upsert", self._records, some)

    def remove(self, ids: Sequence[str]) -> None:
        """Take out records; of pieces left alone nobody knows the id."""
        for some in batches(ids, AT_ONCE) if self._has(self._records) else ():
            self._call("delete", self._records, ids=some)

    def read_vectors(self, encoder: str, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """(dimension,) float32 by key; what is not there is left out. encoder: its fingerprint."""
        collection, found = self._collection(encoder), dict[bytes, Vectors]()
        for some in batches(keys, VECTORS_AT_ONCE) if keys and self._has(collection) else ():
            rows = self._call("get", collection, ids=[key.hex() for key in some], output_fields=["id", "vector"])
            found.update((bytes.fromhex(row["id"]), np.array(row["vector"], np.float32)) for row in rows)
        return found

    def write_vectors(self, encoder: str, vectors: Sequence[tuple[bytes, Vectors]]) -> None:
        """Put vectors, all of one dimension."""
        from pymilvus import DataType

        for some in batches(vectors, VECTORS_AT_ONCE):
            columns = {
                "id": (DataType.VARCHAR, {"max_length": 64, "is_primary": True}),
                "vector": (DataType.FLOAT_VECTOR, {"dim": len(some[0][1])}),
            }
            self._make(self._collection(encoder), columns, "vector", HNSW)
            rows = [{"id": key.hex(), "vector": vector} for key, vector in some]
            self._call("upsert", self._collection(encoder), rows)

    def remove_vectors(self, encoder: str, keys: Sequence[bytes]) -> None:
        collection = self._collection(encoder)
        for some in batches(keys, VECTORS_AT_ONCE) if keys and self._has(collection) else ():
            self._call("delete", collection, ids=[key.hex() for key in some])

    def drop_vectors(self, encoder: str) -> None:
        """Those of an encoder that made way for another."""
        if self._has(collection := self._collection(encoder)):
            self._call("drop_collection", collection)
            self._there.discard(collection)

    def nearest(self, encoder: str, vector: Vectors, count: int, among: Sequence[bytes] | None) -> dict[bytes, float]:
        """The keys of the nearest vectors with their cosine similarities, nearest first. among: only these keys."""
        collection = self._collection(encoder)
        if not self._has(collection):
            return {}
        (hits,) = self._call(
            "search",
            collection,
            [vector.tolist()],
            filter="" if among is None else f"id in {[key.hex() for key in among]}",
            limit=count,
            output_fields=["id"],
            search_params={"metric_type": "IP", "params": {"ef": LOOKED_AT * count}},
        )
        return {bytes.fromhex(hit["id"]): float(hit["distance"]) for hit in hits}

    def _rows(self, ids: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for some in batches(ids, AT_ONCE) if ids and self._has(self._records) else ():
            rows = self._call("get", self._records, ids=some, output_fields=["id", "data", "pieces"])
            found.update((row["id"], row) for row in rows)
        return found

    def _collection(self, encoder: str) -> str:
        return f"{self._vectors}_{hashlib.sha256(encoder.encode()).hexdigest()[:16]}"  # of letters and digits

    def _has(self, collection: str) -> bool:
        """Whether the collection is there, made ready to be searched."""
        if collection not in self._there and self._call("has_collection", collection):
            self._call("load_collection", collection)
            self._there.add(collection)
        return collection in self._there

    def _make(self, collection: str, columns: Mapping[str, Any], indexed: str, index: Mapping[str, Any]) -> None:
        from pymilvus import MilvusClient

        if self._has(collection):
            return
        schema, indexes = MilvusClient.create_schema(), MilvusClient.prepare_index_params()
        for name, (kind, settings) in columns.items():
            schema.add_field(name, kind, **settings)
        indexes.add_index(indexed, metric_type="IP", **index)
        self._call("create_collection", collection, schema=schema, index_params=indexes, consistency_level="Strong")
        self._there.add(collection)

    def _call(self, name: str, *given: Any, **named: Any) -> Any:
        """What pymilvus's client does under this name; raises LibraryError with the remedy."""
        try:
            from grpc import RpcError
            from pymilvus import MilvusException
        except ImportError as error:
            raise LibraryError(f'{self.name} needs the extra "milvus": pip install "quotewise[milvus]"') from error
        wait = WAIT if name in READING else LONG
        try:
            return getattr(self._connected(), name)(*given, timeout=wait, **named)
        except (MilvusException, RpcError):  # the server was begun anew: it knows neither us nor what was loaded
            self._disconnect()
        try:
            return getattr(self._connected(), name)(*given, timeout=wait, **named)
        except (MilvusException, RpcError) as error:
            self._disconnect()
            raise LibraryError(f"{self.name} cannot be used ({told(error)}): {remedy(told(error))}") from error

    def _connected(self) -> Any:
        if self._client is None:
            from pymilvus import MilvusClient

            logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # what goes wrong is told by us, once
            token = os.environ.get("MILVUS_TOKEN", "")
            client = MilvusClient(uri=self._uri, token=token, timeout=WAIT, dedicated=True, grpc_options=ALONE)
            self._there = {name for name in self._there if client.has_collection(name, timeout=WAIT)}
            for collection in self._there:  # of a server that was begun anew, none is ready to be read
                client.load_collection(collection, timeout=LONG)
            self._client = client
        return self._client

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()


def in_pieces(id: str, data: bytes) -> Iterator[dict[str, Any]]:
    text = base64.b64encode(data).decode()
    count = max(1, -(-len(text) // PIECE))
    for number in range(count):
        piece = text[number * PIECE : (number + 1) * PIECE]
        name = f"{id}/{number}" if number else id
        yield {"id": name, "data": piece, "pieces": count, "none": [0.0, 1.0]}


def batches(items: Sequence[T], size: int) -> Iterator[list[T]]:
    for start in range(0, len(items), size):
        yield list(items[start : start + size])


def told(error: Exception) -> str:
    details = getattr(error, "details", None)
    said = details() if callable(details) else getattr(error, "message", None)
    return " ".join(str(said or error).split())[:300]


def remedy(said: str) -> str:
    if any(word in said.casefold() for word in ("auth", "token", "permission", "credential")):
        return "give the user as $MILVUS_TOKEN, USER:PASSWORD, and have it granted reading and writing there"
    return "see that the server runs and can be reached, then do it again; what was stored is kept"
