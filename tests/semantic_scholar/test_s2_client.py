"""One request at a time: what each kind of answer leads to."""

import email.utils
import logging
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from kg.errors import SourceError, UsageError
from kg.records import Entry
from kg.settings import s2_settings
from kg.sources.client import Client, GivenUp, NotFound, RequestRefused, ServiceFailing, retry_after
from kg.sources.pacer import Pacer
from kg.sources.semantic_scholar import SemanticScholar
from kg.sources.semantic_scholar.contract import s2_service

RESPONSES = Path(__file__).parent.parent / "data" / "s2-responses"
KEY = "a-key-that-nobody-may-see"


def as_sent(answer):
    """Return an answer whose body is still to be read, as the network gives it."""
    return httpx.Response(
        answer.status_code, headers=answer.headers, stream=httpx.ByteStream(answer.content)
    )


def client_of(tmp_path, answers, **options):
    """Return a client whose requests get these answers, in order, the last one again and again."""
    left = list(answers)

    def handle(_request):
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return as_sent(answer)

    key = options.pop("api_key", None)
    usual = {"service": s2_service("https://s2.test", key), "patience": 5.0}
    return Client(
        **usual
        | {"pacer": Pacer(tmp_path, 0.0), "transport": httpx.MockTransport(handle)}
        | options
    )


def ask(client, **options):
    return client.ask("GET /paper", "/paper", {}, lambda body: body, **options)


def recorded(name, status):
    return httpx.Response(status, content=(RESPONSES / f"{name}.json").read_bytes())


TOO_MANY = httpx.Response(429, json={"message": "Too Many Requests", "code": "429"})
GOOD = httpx.Response(200, json={"title": "x"})


def test_recorded_refusals(tmp_path):
    with pytest.raises(NotFound, match="Paper with id 0 not found"):
        ask(client_of(tmp_path, [recorded("err404_0", 404)]))
    with pytest.raises(RequestRefused, match="offset"):
        ask(
            client_of(
                tmp_path, [httpx.Response(400, json={"error": "offset + limit must be < 10000"})]
            )
        )
    with pytest.raises(SourceError, match="Unrecognized or unsupported fields"):
        ask(client_of(tmp_path, [recorded("err400_unknown_field_0", 400)]))


def test_a_refused_key_is_given_up_at_once_and_says_so(tmp_path):
    client = client_of(tmp_path, [recorded("err403_bad_key_0", 403)], api_key=KEY)
    with pytest.raises(GivenUp, match="refused the API key"):
        ask(client)
    assert client.requests == {"GET /paper": 1}
    with pytest.raises(GivenUp):
        ask(client)
    assert client.requests == {"GET /paper": 1}  # nothing more is sent
    assert KEY not in client.deferred


def test_too_many_requests_are_waited_out(tmp_path):
    client = client_of(tmp_path, [TOO_MANY] * 7 + [GOOD])
    assert ask(client, attempts=1) == {"title": "x"}
    assert client.requests["GET /paper"] == 8


def test_patience_ends_with_a_sentence(tmp_path):
    client = client_of(tmp_path, [TOO_MANY], patience=0.2)
    with pytest.raises(GivenUp, match=r"429.*S2_API_KEY"):
        ask(client)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500, json={"message": "Internal Server Error"}),
        httpx.Response(504, json={"message": "Endpoint request timed out"}),
        httpx.Response(302, headers={"Location": "https://elsewhere.test"}),
        httpx.Response(200, text="<html>maintenance</html>"),
        httpx.Response(200, content=b'{"title": "x'),
        httpx.Response(404, text="<html>no such page</html>"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("peer closed connection"),
        httpx.ReadTimeout("too long"),
    ],
    ids=str,
)
def test_faults_are_tried_again_and_then_reported(tmp_path, answer):
    assert ask(client_of(tmp_path, [answer, answer, GOOD])) == {"title": "x"}
    client = client_of(tmp_path, [answer])
    with pytest.raises(ServiceFailing):
        ask(client, attempts=3)
    assert client.requests["GET /paper"] == 3


def test_redirects_are_not_followed_as_they_would_take_the_key_along(tmp_path):
    hosts = []

    def handle(request):
        hosts.append(request.url.host)
        return as_sent(httpx.Response(302, headers={"Location": "https://elsewhere.test"}))

    client = client_of(tmp_path, [GOOD], transport=httpx.MockTransport(handle), api_key=KEY)
    with pytest.raises(ServiceFailing):
        ask(client, attempts=1)
    assert hosts == ["s2.test"]


def test_a_refused_connection_is_given_up_early(tmp_path):
    with socket.socket() as taken:  # bound and not listening: nobody answers there
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with SemanticScholar(base_url=url, interval=0.0, patience=0.3, archive=tmp_path) as source:
            (one,) = source.resolve([Entry(line=1, title="Deep maps of things")], {})
            assert one.deferred
            assert "no connection" in source.deferred
            assert "run the same command again" in source.deferred


@pytest.mark.parametrize("value", [None, "", "soon", "Wed, 99 Foo 2026"])
def test_retry_after_that_says_nothing(value):
    assert retry_after(value) == 0.0


def test_retry_after_as_seconds_and_as_a_date():
    assert retry_after("7") == 7.0
    moment = datetime.now(UTC) + timedelta(seconds=90)
    assert 80 < retry_after(email.utils.format_datetime(moment, usegmt=True)) <= 90


def test_retry_after_is_honoured_and_beyond_patience_given_up(tmp_path):
    later = httpx.Response(429, json={}, headers={"Retry-After": "3600"})
    client = client_of(tmp_path, [later, GOOD], patience=100)
    began = time.monotonic()
    with pytest.raises(GivenUp):
        ask(client)
    assert time.monotonic() - began < 5  # not after an hour


def test_the_key_is_sent_and_appears_nowhere_else(
    s2_server, s2_source, s2_literature, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    s2_server.key = KEY
    s2_server.fault = lambda seen: "500" if len(s2_server.log) == 0 else None
    told = []
    source = s2_source(api_key=KEY, progress=lambda *what: told.append(what))
    source.expand([one.work for one in source.resolve(s2_literature[1], {})], "references")
    source.close()
    assert all(seen.headers["x-api-key"] == KEY for seen in s2_server.log)
    files = [path for path in (tmp_path / "answers").rglob("*") if path.is_file()]
    assert files
    assert all(KEY.encode() not in path.read_bytes() for path in files)
    assert KEY not in caplog.text
    assert KEY not in repr(told)


def test_a_wrong_key_defers_everything_and_names_no_key(s2_server, s2_source, s2_literature):
    s2_server.key = KEY
    source = s2_source(api_key="wrong-key-123")
    assert all(one.deferred for one in source.resolve(s2_literature[1], {}))
    assert len(s2_server.log) == 1
    assert "refused the API key" in source.deferred
    assert "wrong-key-123" not in source.deferred


def test_settings_from_the_environment(monkeypatch):
    monkeypatch.setenv("KG_S2_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("KG_S2_INTERVAL", "0.5")
    monkeypatch.setenv("S2_API_KEY", f" {KEY}\n")
    assert s2_settings() == ("http://127.0.0.1:9", 0.5, 600.0, KEY)
    monkeypatch.setenv("KG_S2_URL", "api.semanticscholar.org/graph")
    with pytest.raises(UsageError, match="KG_S2_URL"):
        s2_settings()
    monkeypatch.delenv("KG_S2_URL")
    monkeypatch.setenv("S2_API_KEY", "geheim schlüssel")
    with pytest.raises(UsageError, match="S2_API_KEY") as error:
        s2_settings()
    assert "geheim" not in str(error.value)
