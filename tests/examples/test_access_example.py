"""The example of private_key_jwt runs as it stands, over HTTP, against a service that its commands set up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from procurement_plugin.bootstrap import wiring
from procurement_plugin.bootstrap.access_settings import AccessSettings
from procurement_plugin.bootstrap.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "examples" / "access" / "README.md").read_text()
COMMAND = str(Path(sys.executable).with_name("procurement-plugin"))


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    """The address of a service, set up by the commands of the page."""
    database = f"sqlite:///{tmp_path}/example.sqlite3"
    for line in re.findall(r"^\$ procurement-plugin (.*)$", PAGE, re.MULTILINE):
        arguments = [part.replace("out/", f"{tmp_path}/") for part in line.split()]
        environment = {**os.environ, "PROCUREMENT_DATABASE_URL": database}
        subprocess.run([COMMAND, *arguments], env=environment, capture_output=True, check=True)
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    access = AccessSettings(signing_keys=tmp_path / "signing.json", public_url=address)
    server.app = wiring.create_app(Settings(database, access=access))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_example_runs(service: str, tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) < 30
    environment = {"SERVICE": service, "PRIVATE_KEY": str(tmp_path / "platform" / "private.json"), "PATH": ""}
    result = subprocess.run(
        [sys.executable, "-c", found[1]], env=environment, capture_output=True, text=True, check=False
    )
    assert result.stderr == ""
    assert result.stdout == "{'items': [], 'next': ''}\n"
