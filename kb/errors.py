"""The root of the error tree, and the branch of kb.

JieduError
├── KnowledgeError              kb: what is known, stored and found
│   ├── DocumentNumberError     a text that is no document number (发文字号)
│   ├── EmbedderError           an embedding model that is absent, damaged or of the wrong kind
│   ├── IndexUnavailable        the search index is held by another process or cannot be opened
│   └── UnknownDocument         an id that names nothing in the catalogue
├── IngestionError              ingestion/errors.py
├── BotError                    bot/errors.py
└── ServiceError                service/errors.py
"""


class JieduError(Exception):
    """Anything this project raises on purpose; its text says what is wrong and what to do."""


class KnowledgeError(JieduError):
    """Something in the knowledge base is not as it must be."""


class DocumentNumberError(KnowledgeError):
    """A text was taken for a document number and is none."""


class EmbedderError(KnowledgeError):
    """An embedding model is absent, damaged or does not fit."""


class IndexUnavailable(KnowledgeError):
    """The search index cannot be used by this process now."""


class UnknownDocument(KnowledgeError):
    """No document, version or passage has this id."""
