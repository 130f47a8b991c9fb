"""The branch of evals in the error tree (kb/errors.py)."""

from kb.errors import JieduError


class EvaluationError(JieduError):
    """A measurement cannot be made; the text names the file or option and what to do."""
