"""A Milvus server on loopback for the tests: Milvus Lite's, which speaks the protocol of a cluster."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from quotewise.index import milvus_home, schema
from quotewise.index.home import make_copy

with_milvus = pytest.mark.skipif(
    not (find_spec("pymilvus") and find_spec("milvus_lite")),
    reason='pymilvus or milvus-lite is not installed (pip install "quotewise[milvus]" milvus-lite)',
)

in_a_folder = pytest.mark.skipif(
    os.environ.get("QUOTEWISE_TEST_HOME") == "milvus", reason="of the FAISS file that a library in a folder has"
)


class MilvusServer:
    """It can be stopped, killed and begun anew at the same port with what it had stored."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def address(self, name: str) -> str:
        return f"milvus://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(self.port)]
        with (self.folder.parent / "milvus.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data-dir", str(self.folder)], stdout=log, stderr=subprocess.STDOUT
            )
        while True:
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self._process.poll() is None, (self.folder.parent / "milvus.log").read_text()

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def client(self) -> Any:
        from pymilvus import MilvusClient

        return MilvusClient(uri=f"http://127.0.0.1:{self.port}")

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder)


@pytest.fixture(scope="session")
def milvus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusServer]:
    server = MilvusServer(tmp_path_factory.mktemp("milvus") / "data")
    yield server
    server.close()


@pytest.fixture(scope="session", autouse=True)
def _everything_at_home_there(request: pytest.FixtureRequest) -> Iterator[None]:
    """With QUOTEWISE_TEST_HOME=milvus every library that a test makes is at home on a server, whatever it tests."""
    if os.environ.get("QUOTEWISE_TEST_HOME") != "milvus":
        yield
        return
    server = request.getfixturevalue("milvus")
    create = schema.create

    def create_copy(file: Path) -> sqlite3.Connection:
        connection = create(file)
        make_copy(connection, server.address(f"t{uuid.uuid4().hex}"))
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "create", create_copy)
        patch.setattr(milvus_home, "FRESH", 0.0)
        yield
