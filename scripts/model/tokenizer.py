"""The tokenizer of XLM-R for a cut vocabulary, in the format of the `tokenizers` library."""

from collections.abc import Mapping, Sequence

from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from scripts.model.vocabulary import METASPACE, SPECIAL

# XLM-R's table is NFKC with three differences: it removes controls, turns more kinds of blank
# into a space, and leaves the full-width tilde alone (3～5个工作日). A private character carries
# the tilde past NFKC. The build checks this against the table of the wheel, code point by code point.
_TILDE, _TILDE_IN_TRANSIT = "\uff5e", "\ue00f"

# "</s>" in a document is text like any other: with a score this low the special pieces lose
# against "<", "/", "s", ">". Only the template below sets them.
_NEVER_FOUND = -100.0


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float], normalisation: Mapping[str, str]) -> Tokenizer:
    """A tokenizer that cuts as the original does wherever the original's pieces were kept."""
    vocabulary = [
        (piece, _NEVER_FOUND if piece in SPECIAL else score) for piece, score in zip(pieces, scores, strict=True)
    ]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = _normalizer(normalisation)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement=METASPACE, prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))]
    )
    return tokenizer


def check_normalisation(tokenizer: Tokenizer, normalisation: Mapping[str, str]) -> None:
    """Raise ValueError when a code point of the table becomes something else here."""
    wrong = [c for c, wanted in normalisation.items() if tokenizer.normalizer.normalize_str(c) != wanted]
    if wrong:
        raise ValueError(f"normalisation differs for {[hex(ord(c)) for c in wrong]}")


def check_prefixes(cut: Tokenizer, original: Tokenizer) -> None:
    """Raise ValueError when the words in front of every text are not cut as the model was trained to see them."""
    for text in ("query: 申请", "passage: 申请"):
        pieces, wanted = cut.encode(text).tokens, original.encode(text).tokens
        if pieces != wanted:
            raise ValueError(f"{text!r} is cut into {pieces}, originally {wanted}")


def _normalizer(normalisation: Mapping[str, str]) -> normalizers.Normalizer:
    removed = [character for character, result in normalisation.items() if result == ""]
    blanks = [character for character, result in normalisation.items() if result == " "]
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(_any_of(removed)), ""),
            normalizers.Replace(Regex(_any_of(blanks)), " "),
            normalizers.Replace(_TILDE, _TILDE_IN_TRANSIT),
            normalizers.NFKC(),
            normalizers.Replace(_TILDE_IN_TRANSIT, _TILDE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _any_of(characters: Sequence[str]) -> str:
    return "[" + "".join(f"\\x{{{ord(c):x}}}" for c in characters) + "]"
