"""The addresses of the pages citizens open, as paths of this server."""


def document_path(document_id: str) -> str:
    """The page of a document."""
    return f"/documents/{document_id}"


def source_path(document_id: str, version_id: str, start: int, end: int) -> str:
    """The page that shows these words in place, in the version they were quoted from."""
    return f"{document_path(document_id)}?version={version_id}&start={start}&end={end}#quote"


def quote_path(document_id: str, version_id: str, start: int, end: int) -> str:
    """Where scripts get these words with what stands around them, as JSON."""
    return f"/api/v1/documents/{document_id}/quote?version={version_id}&start={start}&end={end}"


def answer_path(answer_id: str) -> str:
    """The permanent page of an answer; shown only to who knows the id."""
    return f"/answers/{answer_id}"
