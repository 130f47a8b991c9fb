"""jiedu eval and jiedu bench: parse, measure, print a table or one JSON object, write the report."""

import math
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from evals.bench import INGESTED_PASSAGES, PASSAGES, Bench
from evals.corpus import Corpus, Progress, prepare, prepare_demo, prepared_before
from evals.errors import EvaluationError
from evals.forms import EvalQuestion, read_documents, read_questions
from evals.report import show
from evals.runs import (
    Outcome,
    Setting,
    run_ablation,
    run_answers,
    run_guards,
    run_metadata,
    run_refusals,
    run_retrieval,
)
from service.clock import now_in_china
from service.commands.console import OUTPUT, REMARKS, print_json, print_table, progress_of_several
from service.model_settings import check_generated

Documents = Annotated[
    list[Path] | None, typer.Option(help="文件集（JSON Lines），可给多个；不给则用随项目发布的示例文件库")
]
Questions = Annotated[Path | None, typer.Option(help="评测题（JSON Lines）；不给则用随项目发布的评测题")]
AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]
Baselines = Annotated[bool, typer.Option(help="同时测量各种简单做法，需装 jiedu[evals]")]
Home = Annotated[Path | None, typer.Option(help="保留并再次使用的数据目录；不给则用临时目录")]
AsIs = Annotated[bool, typer.Option("--as-is", help="直接使用 --home 里已有的文件库，不因文件或程序变了而重建")]
Limit = Annotated[int | None, typer.Option(min=1, help="只用这么多道题（按固定次序抽取）")]
ReportFolder = Annotated[Path, typer.Option("--report", help="报告写到哪个目录")]

_REPORTS = Path("eval-report")
_BENCH = Path(".jiedu/bench")
_SEED = 13


class Mode(Enum):
    """Whose words are measured."""

    EXTRACTIVE = "extractive"  # quotations
    GENERATED = "generated"  # what the model of the settings wrote, quotations where nothing of it was kept


evaluate = typer.Typer(no_args_is_help=True, help="用评测题衡量回答的质量。")


@evaluate.command(help="该找到的文件排在第几位：R@1/5/10、nDCG@10、MRR。")
def retrieval(
    *,
    documents: Documents = None,
    questions: Questions = None,
    as_json: AsJson = False,
    baselines: Baselines = False,
    home: Home = None,
    as_is: AsIs = False,
    limit: Limit = None,
    report: ReportFolder = _REPORTS,
) -> None:
    """How well the right documents are found."""
    asked = _questions(questions, limit)
    with _measuring(documents, home, as_is=as_is, with_baselines=baselines) as setting:
        outcome = run_retrieval(setting, asked)
    _tell("retrieval", outcome, report, as_json=as_json)


@evaluate.command(help="排序的每个部分值多少：逐一去掉后的 R@1、R@5、nDCG@10。")
def ablation(
    *,
    documents: Documents = None,
    questions: Questions = None,
    as_json: AsJson = False,
    home: Home = None,
    as_is: AsIs = False,
    limit: Limit = None,
) -> None:
    """What each part of the ranking is worth."""
    asked = _questions(questions, limit)
    with _measuring(documents, home, as_is=as_is, with_baselines=False) as setting:
        rows = run_ablation(setting, asked)
    if as_json:
        print_json({name: {n: _rounded(v) for n, v in figures.items()} for name, figures in rows.items()})
        return
    figures = list(next(iter(rows.values())))
    print_table(["", *figures], [[name, *(show(row[figure]) for figure in figures)] for name, row in rows.items()])


@evaluate.command(help="引用的原文对不对、全不全：ROUGE-L、字的 F1、逐字核对、结果类别。")
def answers(
    *,
    documents: Documents = None,
    questions: Questions = None,
    as_json: AsJson = False,
    baselines: Baselines = False,
    home: Home = None,
    as_is: AsIs = False,
    limit: Limit = None,
    report: ReportFolder = _REPORTS,
    mode: Annotated[Mode, typer.Option(help="只引用原文，或由设置中的大模型改写（generated）")] = Mode.EXTRACTIVE,
) -> None:
    """How well the right words are quoted."""
    asked = _questions(questions, limit)
    with _measuring(documents, home, as_is=as_is, with_baselines=baselines) as setting:
        outcome = run_answers(in_mode(setting, mode), asked)
    _tell("answers", outcome, report, as_json=as_json)


@evaluate.command(help="没有公布的能不能如实说没有：撤下部分文件后的 AUROC 和作答曲线。")
def refusals(
    *,
    documents: Documents = None,
    questions: Questions = None,
    as_json: AsJson = False,
    baselines: Baselines = False,
    home: Home = None,
    as_is: AsIs = False,
    limit: Limit = None,
    report: ReportFolder = _REPORTS,
) -> None:
    """How well the engine knows what it does not know."""
    asked = _questions(questions, limit)
    with _measuring(documents, home, as_is=as_is, with_baselines=baselines) as setting:
        outcome = run_refusals(setting, asked)
    _tell("refusals", outcome, report, as_json=as_json)


@evaluate.command(help="该拒答的是否拒答、不该拒答的有没有误拒：两个题库。")
def guards(
    *,
    documents: Documents = None,
    as_json: AsJson = False,
    home: Home = None,
    as_is: AsIs = False,
    report: ReportFolder = _REPORTS,
) -> None:
    """How well the guards tell harm from policy (R§8.10)."""
    with _measuring(documents, home, as_is=as_is, with_baselines=False) as setting:
        outcome = run_guards(setting, shipped("must_refuse"), shipped("must_not_refuse"))
    _tell("guards", outcome, report, as_json=as_json)


@evaluate.command(help="从网页读出的文号、机关、日期等与已知的是否一致。")
def metadata(
    documents: Annotated[list[Path], typer.Option(help="带原始网页（html）和已知事实的文件集，可给多个")],
    truth: Annotated[list[Path] | None, typer.Option(help="补充已知事实的 JSON Lines，按 id 对应")] = None,
    as_json: AsJson = False,
    report: ReportFolder = _REPORTS,
) -> None:
    """How well the facts of a page are read."""
    truths = {document.name: document.record for document in read_documents(truth or [])}
    with progress_of_several() as progress:
        outcome = run_metadata(read_documents(documents), truths, progress=progress)
    _tell("metadata", outcome, report, as_json=as_json)


def bench(
    *,
    as_json: AsJson = False,
    passages: Annotated[int, typer.Option(min=1000, help="知识库里的段落数")] = PASSAGES,
    ingested: Annotated[int, typer.Option(min=20, help="收录多少个约 300 字的段落来测速")] = INGESTED_PASSAGES,
    home: Annotated[Path, typer.Option(help="合成的知识库保留在哪个目录，再次测量时直接使用")] = _BENCH,
) -> None:
    """测量回答与收录的速度和内存。"""
    with progress_of_several() as progress:
        figures = Bench(home.resolve(), now_in_china(), progress, passages, ingested).run()
    if as_json:
        print_json(figures)
    else:
        print_table(["", ""], [[name, str(value)] for name, value in figures.items()])


def in_mode(setting: Setting, mode: Mode) -> Setting:
    """The same setting with the model of the settings, or without one. Raises SettingsError where none is set up."""
    wanted = setting.corpus.settings.model_copy(update={"generated": mode is Mode.GENERATED})
    check_generated(wanted)
    return replace(setting, corpus=replace(setting.corpus, settings=wanted))


@contextmanager
def _measuring(
    documents: Sequence[Path] | None, home: Path | None, *, as_is: bool, with_baselines: bool
) -> Iterator[Setting]:
    if as_is and home is None:
        raise EvaluationError("--as-is needs the folder of the documents: name it with --home")
    with tempfile.TemporaryDirectory(prefix="jiedu-eval-") as scratch, progress_of_several() as progress:
        corpus = (
            prepared_before(home) if as_is and home else _corpus(documents, home or Path(scratch) / "home", progress)
        )
        yield Setting(corpus, now_in_china(), progress, with_baselines, _SEED)


def _corpus(documents: Sequence[Path] | None, home: Path, progress: Progress) -> Corpus:
    if documents:
        return prepare(documents, home, now=now_in_china(), progress=progress)
    return prepare_demo(home, now=now_in_china(), progress=progress)


def _questions(path: Path | None, limit: int | None) -> list[EvalQuestion]:
    questions = shipped("demo") if path is None else read_questions(path)
    if not questions:
        raise EvaluationError(f"{path} holds no questions")
    if limit is None or limit >= len(questions):
        return questions
    chosen = random.Random(_SEED).sample(range(len(questions)), limit)  # noqa: S311 - a sample, no secret
    return [questions[place] for place in sorted(chosen)]


def shipped(name: str) -> list[EvalQuestion]:
    """The questions of a file in evals/questions."""
    with as_file(files("evals").joinpath(f"questions/{name}.jsonl")) as path:
        return read_questions(path)


def _tell(measure: str, outcome: Outcome, folder: Path, *, as_json: bool) -> None:
    page = outcome.report.write(folder, measure)
    if as_json:
        print_json(_as_object(outcome, page))
        return
    systems = outcome.report.systems
    names = list(dict.fromkeys(name for figures in systems.values() for name in figures))
    print_table(["", *systems], [[name, *(show(f.get(name)) for f in systems.values())] for name in names])
    if outcome.kinds:
        OUTPUT.print()
        print_table(["", *outcome.kinds], [[n, *(show(f.get(n)) for f in outcome.kinds.values())] for n in names])
    REMARKS.print(f"报告：{page}", markup=False)


def _as_object(outcome: Outcome, page: Path) -> dict[str, object]:
    told: dict[str, object] = {name: _rounded(value) for name, value in outcome.figures.items()}
    for key, group in (("baselines", outcome.baselines), ("kinds", outcome.kinds)):
        if group:
            told[key] = {one: {n: _rounded(v) for n, v in figures.items()} for one, figures in group.items()}
    return {**told, "report": str(page)}


def _rounded(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    return int(value) if float(value).is_integer() and value > 1 else round(value, 4)
