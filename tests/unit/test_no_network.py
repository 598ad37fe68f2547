"""The app opens no connection and sets no cookie: nothing of it can, and the count of open sockets tells the truth."""

from __future__ import annotations

import ast
import re
import socket
import sys
from pathlib import Path

import pytest

from app.security.process import open_network_sockets

APP = Path(__file__).parents[2] / "app"
TOUCHES_NETWORK = re.compile(
    r"^(socket|ssl|socketserver|http|urllib\.request|urllib3|requests|httpx|aiohttp|ftplib|smtplib|imaplib|poplib|"
    r"telnetlib|xmlrpc|webbrowser|PySide6\.(QtNetwork|QtWeb\w*|QtWebSockets))(\.|$)")
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lists a process's sockets")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_no_module_of_the_app_imports_what_reaches_the_network() -> None:
    reaching = {f"{path.relative_to(APP)}: {name}" for path in sorted(APP.rglob("*.py")) for name in imported(path)
                if TOUCHES_NETWORK.match(name)}
    assert reaching == set()


@pytest.mark.parametrize("name", ["socket", "http.client", "PySide6.QtNetwork", "PySide6.QtWebEngineCore", "requests"])
def test_the_pattern_knows_what_reaches_the_network(name: str) -> None:
    assert TOUCHES_NETWORK.match(name)


@ON_LINUX
def test_an_open_socket_is_counted_and_a_closed_one_is_not() -> None:
    before = open_network_sockets()
    assert before is not None
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        datagrams.bind(("127.0.0.1", 0))
        assert open_network_sockets() == before + 2
    assert open_network_sockets() == before


@ON_LINUX
def test_a_socket_within_the_computer_is_no_network() -> None:
    before = open_network_sockets()
    first, second = socket.socketpair()
    with first, second:
        assert open_network_sockets() == before
