"""Answers that nobody takes are held in bounded memory."""

from __future__ import annotations

import selectors
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING

from procurement_plugin.bootstrap import patient_worker
from procurement_plugin.bootstrap.patient_worker import PatientWorker
from procurement_plugin.bootstrap.whole_requests import HeldSocket

if TYPE_CHECKING:
    import pytest

ANSWER = 1_000_000


class Connection:
    """What the worker knows of a connection."""

    ends_at = 0.0

    def __init__(self, held: HeldSocket) -> None:
        self.sock = held
        self.closed = False

    def close(self) -> None:
        self.closed = True
        self.sock.close()


def test_who_has_waited_longest_is_dropped_when_answers_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer may stand for minutes, and a process has a thousand connections."""
    monkeypatch.setattr(patient_worker, "MOST_WAITING", 2 * ANSWER)
    worker = PatientWorker.__new__(PatientWorker)
    worker._outgoing, worker.poller, worker.nr_conns = {}, selectors.DefaultSelector(), 4
    with ExitStack() as opened:
        made = []
        for _ in range(4):
            ours, theirs = socket.socketpair()
            opened.callback(theirs.close)
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
            held = HeldSocket(ours)
            opened.callback(held.close)
            made.append(Connection(held))
            held.sendall(bytes(ANSWER))
            worker._hand_out(made[-1], again=True)
        assert list(worker._outgoing) == made[2:]
        assert [conn.closed for conn in made] == [True, True, False, False]
        assert worker.nr_conns == 2
        worker.poller.close()
