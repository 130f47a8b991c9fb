"""The records as commands reach them: opened for a moment, a document named as people name it, the index settled."""

from kb.documents import Validity
from kb.errors import DocumentNumberError
from kb.numbers import DocumentNumber
from service.commands.console import progress_bar
from service.compose import Store
from service.errors import ServiceError
from service.settings import Settings
from service.settling import settle


def document_id(store: Store, name: str) -> str:
    """The id of a document named by id or by number. Raises ServiceError when none or several have the number."""
    if name.startswith("d-"):
        return name
    try:
        number = str(DocumentNumber.parse(name))
    except DocumentNumberError as error:
        raise ServiceError(f"{name!r} 既不是文件编号（d-…），也不是发文字号") from error
    found = store.library.by_number(number)
    if len(found) != 1:
        several = "、".join(card.id for card in found)
        raise ServiceError(
            f"有 {len(found)} 份文件的发文字号是 {number}，请用编号指明：{several}"
            if found
            else f"没有发文字号为 {number} 的公开文件"
        )
    return found[0].id


def settle_with_bar(settings: Settings, store: Store) -> None:
    """The index says what the records say; a bar shows how far it is."""
    with progress_bar() as bar:
        task = bar.add_task("更新索引", total=None)
        settle(settings, store, lambda done, total: bar.update(task, completed=done, total=total))


def validity_named(word: str) -> Validity:
    """The standing with this Chinese name. Raises ServiceError naming what is allowed."""
    try:
        return Validity(word)
    except ValueError as error:
        raise ServiceError(f"效力状态只能是 {'、'.join(v.value for v in Validity)}，不能是 {word!r}") from error
