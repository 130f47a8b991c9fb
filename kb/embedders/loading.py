"""Opens what a model folder holds: a tokenizer and a session of onnxruntime; their errors become ours here."""

from importlib import import_module
from pathlib import Path
from typing import Any

from kb.errors import EmbedderError

# What onnxruntime raises for a file it cannot use; its errors have no common root but Exception.
_SESSION_ERRORS = (
    "Fail",
    "InvalidArgument",
    "InvalidGraph",
    "InvalidProtobuf",
    "NotImplemented",
    "RuntimeException",
)


# onnxruntime and tokenizers load when a model is opened, not when this module is named; Any, because
# they come without type information.
def open_tokenizer(path: Path) -> Any:
    """Raises EmbedderError when the file is no tokenizer."""
    library = import_module("tokenizers")
    try:
        return library.Tokenizer.from_file(str(path))
    except Exception as error:
        # Broad, because the library raises nothing more special.
        raise EmbedderError(f"tokenizers {library.__version__} cannot load {path}: {error}") from error


def open_session(path: Path, *, threads: int) -> Any:
    """Raises EmbedderError when the file is no model."""
    onnxruntime, errors = import_module("onnxruntime"), import_module("onnxruntime.capi.onnxruntime_pybind11_state")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait would keep an idle server's cores busy.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps the memory of the largest batch for ever.
    options.enable_cpu_mem_arena = False
    try:
        return onnxruntime.InferenceSession(
            path,
            options,
            providers=["CPUExecutionProvider"],
            # The fused operator takes ten times as long as the two that it replaces.
            disabled_optimizers=["SkipLayerNormFusion"],
        )
    except tuple(getattr(errors, name) for name in _SESSION_ERRORS) as error:
        raise EmbedderError(f"onnxruntime {onnxruntime.__version__} cannot load {path}: {error}") from error
