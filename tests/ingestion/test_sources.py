"""Folders are walked without leaving them, web addresses are fetched from the public internet only."""

import os

import httpx
import pytest

from ingestion.blocks import RawDocument
from ingestion.limits import DEFAULT_LIMITS, Limits
from ingestion.sources.addresses import is_public
from ingestion.sources.folder import FolderSource
from ingestion.sources.source import Unavailable
from ingestion.sources.web import WebSource

PUBLIC = "93.184.216.34"


def fetched(address, answer, *, hosts=None, limits=DEFAULT_LIMITS):
    """The one result of a web source whose network is given."""
    known = {"www.gz.gov.cn": [PUBLIC], **(hosts or {})}

    def resolve(host: str, port: int) -> list[str]:
        if host not in known:
            raise OSError("unknown host")
        return known[host]

    (found,) = WebSource(address, limits, resolve=resolve, transport=httpx.MockTransport(answer)).fetch()
    return found


def test_files_below_a_folder_come_in_order_without_litter(tmp_path):
    (tmp_path / "b").mkdir()
    for name in ("a.txt", "b/c.txt", ".hidden", "~$通知.docx"):
        (tmp_path / name).write_text("字", encoding="utf-8")

    found = list(FolderSource(tmp_path).fetch())

    assert [document.name for document in found] == ["a.txt", "c.txt"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("不可读", encoding="utf-8")
    (tmp_path / "inside" / "link.txt").symlink_to(tmp_path / "secret.txt")

    (found,) = FolderSource(tmp_path / "inside").fetch()

    assert isinstance(found, Unavailable)


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)

    (found,) = FolderSource(path).fetch()

    assert isinstance(found, Unavailable)
    assert "64 MB" in found.reason


def test_a_pipe_does_not_hold_the_walk(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    (found,) = FolderSource(tmp_path).fetch()

    assert isinstance(found, Unavailable)


def test_a_missing_file_is_named(tmp_path):
    (found,) = FolderSource(tmp_path / "没有.txt").fetch()

    assert "没有.txt" in found.reason


def test_a_public_page_is_fetched_from_the_checked_number():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.host, request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(200, content="正文".encode())

    found = fetched("https://www.gz.gov.cn/zwgk/a.html", answer)

    assert isinstance(found, RawDocument)
    assert (found.name, found.url) == ("a.html", "https://www.gz.gov.cn/zwgk/a.html")
    assert asked == [(PUBLIC, "www.gz.gov.cn", "www.gz.gov.cn")]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://169.254.169.254/latest/meta-data",
            "http://intranet/",
            "http://mixed.cn/",
        ),
        *(
            "file:///etc/passwd",
            "ftp://www.gz.gov.cn/",
            "http://user:pass@www.gz.gov.cn/",
            "http://0x7f000001/",
            "http:///a",
        ),
    ],
)
def test_private_and_odd_addresses_are_not_fetched(address):
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError("nothing may be asked")

    hosts = {
        **{
            "127.0.0.1": ["127.0.0.1"],
            "::1": ["::1"],
            "169.254.169.254": ["169.254.169.254"],
            "intranet": ["10.1.2.3"],
        },
        **{"mixed.cn": [PUBLIC, "192.168.1.1"], "0x7f000001": ["127.0.0.1"]},
    }

    assert isinstance(fetched(address, answer, hosts=hosts), Unavailable)


def test_a_redirect_into_the_private_network_is_not_followed():
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"location": "http://intranet/"})

    found = fetched("http://www.gz.gov.cn/", answer, hosts={"intranet": ["10.0.0.8"]})

    assert "内部网络" in found.reason


def test_redirects_end():
    found = fetched("http://www.gz.gov.cn/", lambda request: httpx.Response(302, headers={"location": "/again"}))

    assert "跳转" in found.reason


def test_a_body_above_the_limit_is_refused():
    found = fetched(
        "http://www.gz.gov.cn/",
        lambda request: httpx.Response(200, content=b"x" * 2048),
        limits=Limits(file_bytes=1024),
    )

    assert "上限" in found.reason


def test_an_error_page_is_not_a_document():
    assert "404" in fetched("http://www.gz.gov.cn/", lambda request: httpx.Response(404)).reason


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_addresses_of_inner_networks_are_not_public(address):
    assert not is_public(address)


def test_an_address_of_the_internet_is_public():
    assert is_public(PUBLIC)
