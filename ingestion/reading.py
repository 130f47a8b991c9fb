"""From bytes to documents: the limits, the one list of readers, and who parses where.

Text formats are parsed here. Binary formats are parsed by a child process (ingestion/confined.py) with bounded time and
memory: their parsers are large C libraries, and a hostile file may hang, crash or fill the memory of whoever parses it.
"""

from types import TracebackType

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.confined import ConfinedReader
from ingestion.errors import Refused, Unreadable
from ingestion.limits import DEFAULT_LIMITS, MIB, Limits
from ingestion.readers.html import HtmlReader
from ingestion.readers.records import RecordReader
from ingestion.readers.text import TextReader
from ingestion.sniffing import FileType, sniff

_READABLE = "网页、PDF、图片、Word、Excel、OFD、文本或 JSON Lines"
_REMEDIES = {
    FileType.ENCRYPTED_OFFICE: "“{name}”是加密的 Office 文档，无法读取，请取消密码后重新提交",
    FileType.OTHER: f"“{{name}}”的内容不是可识别的格式（只看内容，不看扩展名），请提交{_READABLE}文件",
}


class Reading:
    """Reads any number of files; keeps one child process for binary formats until it is closed."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self._limits = limits
        self._confined = ConfinedReader(limits)
        # The first reader that accepts the bytes reads them.
        self._readers = (HtmlReader(limits), RecordReader(limits), TextReader(limits), self._confined)

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        """At least one document with words or a record. Raises Unreadable or Refused, naming the file and a remedy."""
        _check_size(raw, self._limits)
        for reader in self._readers:
            if reader.accepts(raw):
                return _with_words(reader.read(raw), raw)
        found = sniff(raw)
        raise Unreadable(_REMEDIES.get(found, _REMEDIES[FileType.OTHER]).format(name=raw.name))

    def close(self) -> None:
        self._confined.close()

    def __enter__(self) -> "Reading":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(raw: RawDocument, *, limits: Limits = DEFAULT_LIMITS) -> list[ReadDocument]:
    """Read one file; for many files use Reading, which starts its child process once."""
    with Reading(limits) as reading:
        return reading.read(raw)


def _check_size(raw: RawDocument, limits: Limits) -> None:
    if not raw.data.strip(b"\x00 \t\r\n"):
        raise Unreadable(f"“{raw.name}”是空文件，请检查后重新提交")
    if len(raw.data) > limits.file_bytes:
        raise too_large(raw.name, limits)


def too_large(name: str, limits: Limits) -> Refused:
    """The refusal of a file above the limit, the same wherever it is noticed."""
    return Refused(f"“{name}”超过 {limits.file_bytes // MIB} MB 的上限，请拆分或压缩后重新提交")


def _with_words(documents: list[ReadDocument], raw: RawDocument) -> list[ReadDocument]:
    if not any(document.blocks or document.record for document in documents):
        raise Unreadable(f"“{raw.name}”里没有可读的文字，请提交带文字的版本")
    return documents
