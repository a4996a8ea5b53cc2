"""A PostgreSQL server for tests: in a folder of its own, spoken to over a socket in it, gone with the session."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from quotewise.index.progress_store import open_store

USER, PASSWORD = "quotewise", "p@ss/word: hard"
WRITTEN = "p%40ss%2Fword%3A%20hard"  # as an address takes it


class PostgresServer:
    """Settings that a server of tests needs: what is written need not be on disk, nobody else can reach it."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs = programs
        self.folder = folder
        self.made: list[str] = []
        (folder / "password").write_text(PASSWORD)
        self.owner = "postgres" if os.geteuid() == 0 else None  # root may start none
        if self.owner:
            for place in (folder, folder / "password"):
                shutil.chown(place, self.owner, self.owner)
        access = ("--auth=scram-sha-256", f"--username={USER}", f"--pwfile={folder / 'password'}")
        self.run("initdb", "--no-sync", "--encoding=UTF8", "--locale=C", *access, "--pgdata", str(folder / "data"))
        self.start()

    def run(self, program: str, *words: str) -> None:
        command = [str(self.programs / program), *words]
        told = self.folder / f"{program}.log"
        with told.open("w") as log:
            done = subprocess.run(command, user=self.owner, group=self.owner, cwd="/", stdout=log, stderr=log)
        assert done.returncode == 0, told.read_text()

    def start(self) -> None:
        options = f"-F -k {self.folder} -c listen_addresses="
        self.run("pg_ctl", "start", "--wait", "--pgdata", str(self.folder / "data"), "--options", options)

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata", str(self.folder / "data"))

    def address(self, database: str, user: str = USER, password: str = WRITTEN) -> str:
        return f"postgresql://{user}:{password}@/{database}?host={self.folder}"

    def make(self) -> str:
        """The address of a new database."""
        name = f"d{uuid.uuid4().hex}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        self.made.append(self.address(name))
        return self.made[-1]

    def leave(self) -> None:
        """Close what this process keeps open of the databases made."""
        for address in self.made:
            open_store(address)._engine.dispose()
        self.made.clear()


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = programs[-1] if programs else shutil.which("initdb")
    if found is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    with tempfile.TemporaryDirectory(prefix="quotewise-") as folder:  # short, as the name of a socket must be
        server = PostgresServer(Path(found).parent, Path(folder))
        yield server
        server.stop()


@pytest.fixture
def postgres(server: PostgresServer) -> Iterator[PostgresServer]:
    yield server
    server.leave()
