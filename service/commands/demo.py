"""jiedu demo: load the demo corpus, its directory of units and what its editors confirmed; may be run again."""

from typing import Annotated

import typer

from service.commands.console import OUTPUT, REMARKS, progress_bar
from service.demo_files import demo_digest, demo_files
from service.settings import load_settings

MARK = "demo.loaded"


def demo(
    quiet_if_loaded: Annotated[bool, typer.Option(help="已经装入过同样的示例时立即结束")] = False,
) -> None:
    """装入示例文件库；可以重复执行。"""
    settings = load_settings()
    mark = settings.home / MARK
    digest = demo_digest()
    if quiet_if_loaded and settings.database.exists() and mark.exists() and mark.read_text("utf-8") == digest:
        return
    # Reading and storing take a second to import; that the demo is loaded already is to be seen at once.
    from service.commands.ingesting import show_refusals  # noqa: PLC0415
    from service.commands.records import settle_with_bar  # noqa: PLC0415
    from service.compose import open_store  # noqa: PLC0415
    from service.demo import DemoLoader, offer_examples  # noqa: PLC0415

    files = demo_files()
    with open_store(settings) as store:
        loader = DemoLoader(store)
        with progress_bar() as bar:
            task = bar.add_task("读取示例文件", total=len(files))
            lines = list(loader.load_documents(files, on_file=lambda: bar.advance(task)))
        loader.load_units()
        loader.apply_corrections()
        settle_with_bar(settings, store)
        counts = store.library.counts()
    offer_examples(settings.examples)
    mark.write_text(digest, encoding="utf-8")
    refused = [line for line in lines if line.outcome is None]
    show_refusals(refused)
    OUTPUT.print(f"示例文件库已装入：{counts.documents} 份文件，{counts.passages} 个段落", markup=False)
    if refused:
        REMARKS.print(f"{len(refused)} 份没有收录", style="red")
        raise typer.Exit(1)
