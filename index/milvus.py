"""What is asked of a Milvus server: records by their ids, and vectors by key and by nearness.

Two collections a library: NAME_records, whose rows are pieces of text under ids (Milvus has none longer than 65,535
bytes), and NAME_vectors_FINGERPRINT. Every read sees what was written before it ("Strong"). What fails is tried once
more over a new connection, then told: each of these operations may be done twice. By pymilvus, Milvus's own client.
"""

import base64
import hashlib
import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from quotewise.index.copies import ADDRESS
from quotewise.index.errors import LibraryError

Vectors = NDArray[np.float32]
T = TypeVar("T")

WAIT = 10.0  # seconds for an answer
PIECE = 65_532  # characters of a record's row, base64 of so many bytes: below Milvus's longest text
AT_ONCE = 128  # rows of records in a message: 8 MB, of the 64 MB that a message may be
VECTORS_AT_ONCE = 2000  # 3 MB of them
MOST = 16_384  # rows that Milvus finds at most
HNSW = {"M": 32, "efConstruction": 200}
# A connection of its own: one that others share is tried again only after a pause that grows to minutes.
ALONE = {"grpc.use_local_subchannel_pool": 1}
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
        rows = self._call(
            lambda client: client.query(
                self._records, filter=f'id like "{start}%"', output_fields=["id", "data"], timeout=WAIT
            )
        )
        return {row["id"]: base64.b64decode(row["data"]) for row in rows}

    def write(self, records: Mapping[str, bytes]) -> None:
        """Put records; the last piece of each is written first, so that one that is there is there whole."""
        self._make_records()
        rows = [row for id, data in records.items() for row in reversed(list(in_pieces(id, data)))]
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            self._call(lambda client, some=some: client.upsert(self._records, some, timeout=WAIT))

    def remove(self, ids: Sequence[str]) -> None:
        """Take out records; of pieces left alone nobody knows the id."""
        if ids and self._has(self._records):
            for start in range(0, len(ids), AT_ONCE):
                some = list(ids[start : start + AT_ONCE])
                self._call(lambda client, some=some: client.delete(self._records, ids=some, timeout=WAIT))

    def read_vectors(self, encoder: str, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """(dimension,) float32 by key; what is not there is left out. encoder: its fingerprint."""
        collection, found = self._collection(encoder), dict[bytes, Vectors]()
        if not keys or not self._has(collection):
            return found
        for start in range(0, len(keys), VECTORS_AT_ONCE):
            ids = [key.hex() for key in keys[start : start + VECTORS_AT_ONCE]]
            rows = self._call(
                lambda client, ids=ids: client.get(collection, ids=ids, output_fields=["id", "vector"], timeout=WAIT)
            )
            found.update((bytes.fromhex(row["id"]), np.array(row["vector"], np.float32)) for row in rows)
        return found

    def write_vectors(self, encoder: str, vectors: Sequence[tuple[bytes, Vectors]]) -> None:
        if not vectors:
            return
        collection = self._collection(encoder)
        self._make_vectors(collection, len(vectors[0][1]))
        for start in range(0, len(vectors), VECTORS_AT_ONCE):
            rows = [{"id": key.hex(), "vector": vector} for key, vector in vectors[start : start + VECTORS_AT_ONCE]]
            self._call(lambda client, rows=rows: client.upsert(collection, rows, timeout=WAIT))

    def remove_vectors(self, encoder: str, keys: Sequence[bytes]) -> None:
        collection = self._collection(encoder)
        if keys and self._has(collection):
            for start in range(0, len(keys), VECTORS_AT_ONCE):
                ids = [key.hex() for key in keys[start : start + VECTORS_AT_ONCE]]
                self._call(lambda client, ids=ids: client.delete(collection, ids=ids, timeout=WAIT))

    def drop_vectors(self, encoder: str) -> None:
        """Those of an encoder that made way for another."""
        if self._has(collection := self._collection(encoder)):
            self._call(lambda client: client.drop_collection(collection, timeout=WAIT))
            self._there.discard(collection)

    def nearest(self, encoder: str, vector: Vectors, count: int, among: Sequence[bytes] | None) -> dict[bytes, float]:
        """The keys of the nearest vectors with their cosine similarities, nearest first. among: only these keys."""
        collection = self._collection(encoder)
        if not self._has(collection):
            return {}
        chosen = "" if among is None else f"id in {[key.hex() for key in among]}"
        (hits,) = self._call(
            lambda client: client.search(
                collection,
                [vector.tolist()],
                filter=chosen,
                limit=count,
                output_fields=["id"],
                search_params={"metric_type": "IP", "params": {"ef": LOOKED_AT * count}},
                timeout=WAIT,
            )
        )
        return {bytes.fromhex(hit["id"]): float(hit["distance"]) for hit in hits}

    def _rows(self, ids: Sequence[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if ids and self._has(self._records):
            for start in range(0, len(ids), AT_ONCE):
                some = list(ids[start : start + AT_ONCE])
                rows = self._call(
                    lambda client, some=some: client.get(
                        self._records, ids=some, output_fields=["id", "data", "pieces"], timeout=WAIT
                    )
                )
                found.update((row["id"], row) for row in rows)
        return found

    def _collection(self, encoder: str) -> str:
        return f"{self._vectors}_{hashlib.sha256(encoder.encode()).hexdigest()[:16]}"  # of letters and digits

    def _has(self, collection: str) -> bool:
        """Whether the collection is there, made ready to be searched."""
        if collection not in self._there and self._call(lambda client: client.has_collection(collection, timeout=WAIT)):
            self._call(lambda client: client.load_collection(collection, timeout=WAIT))
            self._there.add(collection)
        return collection in self._there

    def _make_records(self) -> None:
        from pymilvus import DataType, MilvusClient

        def lay_out(client: Any) -> None:
            columns = MilvusClient.create_schema()
            columns.add_field("id", DataType.VARCHAR, is_primary=True, max_length=200)
            columns.add_field("data", DataType.VARCHAR, max_length=65_535)
            columns.add_field("pieces", DataType.INT64)
            columns.add_field("none", DataType.FLOAT_VECTOR, dim=2)  # Milvus has no collection without a vector
            index = MilvusClient.prepare_index_params()
            index.add_index("none", index_type="FLAT", metric_type="IP")
            self._create(client, self._records, columns, index)

        if not self._has(self._records):
            self._call(lay_out)

    def _make_vectors(self, collection: str, dimension: int) -> None:
        from pymilvus import DataType, MilvusClient

        def lay_out(client: Any) -> None:
            columns = MilvusClient.create_schema()
            columns.add_field("id", DataType.VARCHAR, is_primary=True, max_length=64)
            columns.add_field("vector", DataType.FLOAT_VECTOR, dim=dimension)
            index = MilvusClient.prepare_index_params()
            index.add_index("vector", index_type="HNSW", metric_type="IP", params=HNSW)
            self._create(client, collection, columns, index)

        if not self._has(collection):
            self._call(lay_out)

    def _create(self, client: Any, collection: str, columns: Any, index: Any) -> None:
        if not client.has_collection(collection, timeout=WAIT):  # else the try before this one made it
            client.create_collection(
                collection, schema=columns, index_params=index, consistency_level="Strong", timeout=WAIT
            )
        self._there.add(collection)

    def _call(self, ask: Callable[[Any], T]) -> T:
        """Raises LibraryError with the remedy."""
        try:
            from grpc import RpcError
            from pymilvus import MilvusException
        except ImportError as error:
            raise LibraryError(f'{self.name} needs the extra "milvus": pip install "quotewise[milvus]"') from error
        try:
            return ask(self._connected())
        except (MilvusException, RpcError):  # the server was begun anew: it knows neither us nor what was loaded
            self._disconnect()
        try:
            return ask(self._connected())
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
                client.load_collection(collection, timeout=WAIT)
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


def told(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", None) or error).split())[:300]


def remedy(said: str) -> str:
    if any(word in said.casefold() for word in ("auth", "token", "permission", "credential")):
        return "give the user as $MILVUS_TOKEN, USER:PASSWORD, and have it granted reading and writing there"
    return "see that the server runs and can be reached, then do it again; what was stored is kept"
