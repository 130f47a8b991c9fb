"""What jiedu is compared with: the simple ways of finding, on the same documents, questions and embedding."""

from evals.baselines.baseline import Baseline, Found

__all__ = ["Baseline", "Found"]
