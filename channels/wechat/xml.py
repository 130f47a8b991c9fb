"""XML as the platform writes it, read without anything that XML can do beyond that, and written so that it reads back.

wechatpy's reader takes a DOCTYPE and stumbles over repeated elements, its writer breaks at `]]>` in a text: both are
guarded here (R§10.11).
"""

import re
from xml.parsers import expat

from channels.errors import BadMessage

BODY_LIMIT_BYTES = 64 * 1024
DEPTH_LIMIT = 8
# What XML 1.0 cannot say at all; a single one would make the platform drop the whole reply.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN_BYTES = bytes([*range(9), 11, 12, *range(14, 32)])


def read_fields(body: bytes) -> dict[str, str]:
    """The elements directly inside <xml> with their text; what is nested deeper is passed over.

    The first of two elements of one name counts. Raises BadMessage.
    """
    if len(body) > BODY_LIMIT_BYTES:
        raise BadMessage(f"a message has more than {BODY_LIMIT_BYTES} bytes")
    reader = _Reader()
    try:
        reader.parser.Parse(body.translate(None, _FORBIDDEN_BYTES), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BadMessage(f"a message is not XML: {error}") from error
    return reader.fields


def writable(text: str) -> str:
    """The text as it can stand in CDATA: `]]>` is divided between two sections, control characters are dropped."""
    return _FORBIDDEN.sub("", text).replace("]]>", "]]]]><![CDATA[>")


class _Reader:
    """Collects the fields while expat reads."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.parser = expat.ParserCreate(encoding="utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._path: list[str] = []
        self._words: list[str] = []

    def _start(self, name: str, _attributes: object) -> None:
        self._path.append(name)
        self._words = []
        if len(self._path) > DEPTH_LIMIT or self._path[0] != "xml":
            raise BadMessage("a message is not of the platform's form")

    def _end(self, name: str) -> None:
        if len(self._path) == 2:
            self.fields.setdefault(name, "".join(self._words))
        self._path.pop()

    def _text(self, text: str) -> None:
        if len(self._path) == 2:
            self._words.append(text)

    def _doctype(self, *_about: object) -> None:
        raise BadMessage("a message has a DOCTYPE")
