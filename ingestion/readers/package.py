"""ZIP containers (DOCX, XLSX, OFD): checked as a whole before any part is unpacked, XML parsed without entities."""

import io
import zipfile

from lxml import etree

from ingestion.blocks import RawDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import MIB, Limits

_MARKUP = (".xml", ".rels")
_HEAD_BYTES = 4096


class Package:
    """The parts of a checked container. Raises Refused for bombs and tricks, Unreadable for damage."""

    def __init__(self, raw: RawDocument, limits: Limits) -> None:
        self._name = raw.name
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(raw.data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise self._damaged() from error
        self._check_sizes(len(raw.data), limits)
        self.names = frozenset(self._archive.namelist())
        for info in self._archive.infolist():
            if info.filename.lower().endswith(_MARKUP):
                self._check_markup(info)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises Unreadable when it is missing or damaged."""
        try:
            return self._archive.read(name)
        except (
            KeyError,
            zipfile.BadZipFile,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise self._damaged() from error

    def parse(self, name: str) -> etree._Element:
        """The XML of a part."""
        return parse_xml(self.read(name), name=self._name)

    def _check_sizes(self, packed: int, limits: Limits) -> None:
        infos = self._archive.infolist()
        if len(infos) > limits.members:
            raise Refused(f"“{self._name}”内含 {len(infos)} 个部件，超过 {limits.members} 个的上限，不予接收")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > limits.unpacked_bytes or unpacked > limits.unpacked_ratio * max(packed, MIB // 8):
            raise Refused(f"“{self._name}”解压后约 {unpacked // MIB} MB，体积或压缩比异常（疑似压缩炸弹），不予接收")
        for info in infos:
            parts = info.filename.replace("\\", "/").split("/")
            if ".." in parts or ":" in parts[0]:
                raise Refused(f"“{self._name}”内含越界的部件路径“{info.filename[:80]}”，不予接收")
            if info.flag_bits & 0x1:
                raise Unreadable(f"“{self._name}”的内容已加密，无法读取，请取消密码后重新提交")

    def _check_markup(self, info: zipfile.ZipInfo) -> None:
        # Neither OOXML nor OFD may hold a document type; it is only good for entity bombs and reading local files.
        try:
            with self._archive.open(info) as part:
                head = part.read(_HEAD_BYTES)
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, NotImplementedError) as error:
            raise self._damaged() from error
        if b"<!DOCTYPE" in head.replace(b"\x00", b"").upper() or b"<!ENTITY" in head.replace(b"\x00", b"").upper():
            raise Refused(f"“{self._name}”的部件“{info.filename[:80]}”含有 XML 实体声明，不予接收")

    def _damaged(self) -> Unreadable:
        return Unreadable(f"“{self._name}”已损坏或不完整，请重新导出后提交")


def parse_xml(data: bytes, *, name: str) -> etree._Element:
    """A tree without expanded entities, fetched parts or unbounded depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"“{name}”里的 XML 已损坏，请重新导出后提交") from error
