"""A request is whole when all of it is there, however it is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.bootstrap.whole_requests import (
    BODY_TOO_LARGE,
    BROKEN,
    GATHERING,
    HEAD_TOO_LARGE,
    WHOLE,
    Incoming,
)

HEAD = b"POST /x HTTP/1.1\r\nHost: localhost\r\n"
REQUESTS = {
    "no body": b"GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "length": HEAD + b"Content-Length: 5\r\n\r\nabcde",
    "no length": HEAD + b"\r\n",
    "chunks": HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
    "trailers": HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
    "an end within": HEAD + b"Transfer-Encoding: chunked\r\n\r\na\r\n0\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("name", REQUESTS)
@given(data=st.data(), after=st.sampled_from([b"", b"GET /", REQUESTS["no body"]]))
def test_whole_at_its_last_byte(name: str, data: st.DataObject, after: bytes) -> None:
    request = REQUESTS[name]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(request) - 1), max_size=8)))
    incoming, begin = Incoming(), 0
    for cut in cuts:
        incoming.add(request[begin:cut])
        assert incoming.state == GATHERING
        begin = cut
    incoming.add(request[begin:] + after)
    assert incoming.state == WHOLE
    assert incoming.split() == (request, after)


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        (b"Content-Length: 9000000\r\n\r\n", WHOLE),
        (b"Content-Length: 99999999999999999999999\r\n\r\n", WHOLE),
        (b"Content-Length: -1\r\n\r\n", WHOLE),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", WHOLE),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", WHOLE),
        (b"Transfer-Encoding: gzip\r\n\r\n", WHOLE),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", BROKEN),
        (b"Transfer-Encoding: chunked\r\n\r\n\xff\r\n", BROKEN),
        (b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", BROKEN),
        (b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 2000, BROKEN),
        (b"Transfer-Encoding: chunked\r\n\r\nfffffff\r\n", BODY_TOO_LARGE),
        (b"X: " + b"y" * 70_000, HEAD_TOO_LARGE),
        (b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 2_000, HEAD_TOO_LARGE),
    ],
)
def test_what_cannot_be_gathered_is_decided_at_once(lines: bytes, state: str | int) -> None:
    """Whole here means: the server reads the head and refuses it."""
    incoming = Incoming()
    incoming.add(HEAD + lines)
    assert incoming.state == state


@pytest.mark.parametrize("field", [b"Transfer-Encoding: Chunked", b"transfer-encoding:chunked \t"])
def test_chunked_is_known_however_it_is_written(field: bytes) -> None:
    """Else the end of the request would be guessed, and what follows taken for a part of it."""
    incoming, first = Incoming(), HEAD + field + b"\r\n\r\n1\r\na\r\n0\r\n\r\n"
    incoming.add(first[:-9])
    assert incoming.state == GATHERING
    incoming.add(first[-9:] + REQUESTS["no body"])
    assert incoming.split() == (first, REQUESTS["no body"])
    assert incoming.framed


def test_without_a_known_end_nothing_may_follow() -> None:
    incoming = Incoming()
    incoming.add(HEAD + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /")
    assert (incoming.state, incoming.framed) == (WHOLE, False)


def test_an_older_client_is_not_told_to_go_on() -> None:
    incoming = Incoming()
    incoming.add(b"POST /x HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert (incoming.state, incoming.expects) == (GATHERING, False)


def test_who_waits_for_100_continue_is_told_once() -> None:
    incoming = Incoming()
    incoming.add(HEAD + b"Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n")
    assert (incoming.state, incoming.expects) == (GATHERING, True)
    incoming.add(b"ab")
    assert incoming.split()[0] == HEAD + b"Content-Length: 2\r\n\r\nab"
