"""Over TLS a server must prove that it is itself, by the certificates that the system trusts."""

import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mnistpad.data.download.line import LineError, _elsewhere, proxy_of
from mnistpad.errors import DownloadError
from tests.data.download import server as manners
from tests.data.download.conftest import CONTENTS, FILES, TINY
from tests.data.download.server import Server

needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None or sys.platform != "linux",
    reason="makes a certificate and trusts it, as Linux does",
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate for 127.0.0.1, with its key, signed by nobody else."""
    path = tmp_path_factory.mktemp("certificate") / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-keyout", str(path.with_suffix(".key")), "-out", str(path), "-days", "2", "-subj", "/CN=127.0.0.1",
               "-addext", "subjectAltName=IP:127.0.0.1"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def safe(certificate) -> Iterator[Server]:
    server = Server(CONTENTS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    yield server
    server.close()


def https(server: Server) -> str:
    return server.url.replace("http:", "https:")


@needs_openssl
def test_a_trusted_server_is_believed(getter, safe, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    getter.get(https(safe))

    assert getter.holds(*FILES)


@needs_openssl
def test_a_server_that_nobody_vouches_for_is_not(getter, safe):
    with pytest.raises(DownloadError, match="cannot prove that it is itself"):
        getter.get(https(safe))

    assert safe.asked == []
    assert not getter.folder.exists()


@needs_openssl
def test_a_stalled_server_is_cut_off_under_tls_too(getter, safe, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(DownloadError, match="stops sending"):
        getter.get(https(safe.behave(manners.stalled)))

    assert getter.names == []


def test_a_server_that_does_not_speak_tls_is_told(getter, server):
    with pytest.raises(DownloadError, match="cannot prove that it is itself|breaks off"):
        getter.get(https(server), files=[TINY])


def test_a_redirect_never_leaves_tls():
    assert _elsewhere("https://a.example/x", "https://b.example/x") == "https://b.example/x"
    assert _elsewhere("http://a.example/m/x", "../y") == "http://a.example/y"
    with pytest.raises(LineError, match="not safe"):
        _elsewhere("https://a.example/x", "http://a.example/x")


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "https://a.example/", None),
        ({"https_proxy": "http://p.example:3128"}, "https://a.example/", "http://p.example:3128"),
        ({"HTTPS_PROXY": "p.example:3128"}, "https://a.example/", "http://p.example:3128"),
        ({"http_proxy": "http://p.example:3128"}, "https://a.example/", None),
        ({"all_proxy": "http://p.example:3128"}, "https://a.example/", "http://p.example:3128"),
        ({"https_proxy": "http://p.example:3128", "no_proxy": "b.example,.a.example"}, "https://x.a.example/", None),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(environment, url, proxy, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert proxy_of(url) == proxy
