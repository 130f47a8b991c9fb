"""The platform's XML is read without anything XML can do beyond it, and ours reads back as it was meant."""

import xml.etree.ElementTree as Trees

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.errors import BadMessage
from channels.messages import Card, Part
from channels.wechat.writing import Correspondents, passive_xml
from channels.wechat.xml import BODY_LIMIT_BYTES, read_fields

BETWEEN = Correspondents("person", "gh_account", 1714037059)


def test_the_fields_of_a_message() -> None:
    body = "<xml><FromUserName><![CDATA[p]]></FromUserName><Content><![CDATA[低保<!DOCTYPE html>]]></Content></xml>"

    assert read_fields(body.encode()) == {"FromUserName": "p", "Content": "低保<!DOCTYPE html>"}


def test_nested_and_repeated_elements_do_not_disturb() -> None:
    body = b"<xml><A>1</A><A>2</A><Info><B>3</B>tail</Info><C/></xml>"

    assert read_fields(body) == {"A": "1", "Info": "tail", "C": ""}


def test_control_characters_are_dropped() -> None:
    assert read_fields(b"<xml><A>a\x00\x08b\x1f</A></xml>") == {"A": "ab"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"plain text",
        b"<html><A>1</A></html>",
        b"<xml><A>1</xml>",
        b"<xml><A>1</A></xml><xml/>",
        b"<xml><A>&undefined;</A></xml>",
        b"<!DOCTYPE xml><xml><A>1</A></xml>",
        b'<!DOCTYPE xml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><A>&b;</A></xml>',
        b'<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml><A>&x;</A></xml>',
        b"<xml>" + b"<A>" * 5000 + b"</A>" * 5000 + b"</xml>",
        "<xml><A>低保</A></xml>".encode("gb18030"),
        b"<xml><A>" + b"x" * BODY_LIMIT_BYTES + b"</A></xml>",
        "<xml/>".encode("utf-16"),
    ],
)
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(BadMessage):
        read_fields(body)


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_the_text_the_reply_is_xml_and_reads_back(text: str) -> None:
    read = Trees.fromstring(passive_xml(Part(text), BETWEEN).encode("utf-8"))

    expected = "".join(char for char in text if char.isprintable() or char in "\t\n\r" or ord(char) > 31)
    shown = read.findtext("Content", "")
    assert shown.replace("\n", "") == "".join(
        char for char in expected if not 0xD800 <= ord(char) <= 0xDFFF and char not in "\ufffe\uffff\r\n"
    )


@pytest.mark.parametrize("text", ["]]>", "a]]>b]]>]]>", "]]]>", "<xml>&amp;</xml>", "]]"])
def test_the_end_of_a_section_inside_a_text_ends_nothing(text: str) -> None:
    read = Trees.fromstring(passive_xml(Part(text), BETWEEN))

    assert read.findtext("Content") == text
    assert (read.findtext("ToUserName"), read.findtext("FromUserName")) == ("person", "gh_account")


def test_a_card_is_one_article() -> None:
    part = Part("", Card("关于]]>的通知", "第一条", "https://example.test/documents/d-1?a=1&b=2"))

    read = Trees.fromstring(passive_xml(part, BETWEEN))

    assert read.findtext("MsgType") == "news"
    assert read.findtext("ArticleCount") == "1"
    assert read.findtext("Articles/item/Title") == "关于]]>的通知"
    assert read.findtext("Articles/item/Url") == "https://example.test/documents/d-1?a=1&b=2"


def test_two_cards_do_not_mix() -> None:
    for number in ("1", "2"):
        read = Trees.fromstring(passive_xml(Part("", Card(number, "", "https://example.test")), BETWEEN))
        assert [title.text for title in read.iter("Title")] == [number]
