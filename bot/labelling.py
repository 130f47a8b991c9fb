"""What generated content must carry wherever it goes: the implicit label of GB 45438-2025 (R§8.8)."""

import hashlib

from bot.answers import Answer

# GB 45438-2025: 1 is generated or composed, 2 may be, 3 is suspected to be.
IS_GENERATED = "1"


def aigc_metadata(answer: Answer) -> dict[str, str] | None:
    """The AIGC element for exports of an answer, None where no model wrote any of it.

    ReservedCode1 lets the producer see whether the generated words were changed: sha256 of them.
    """
    generated = answer.generated
    if generated is None:
        return None
    digest = hashlib.sha256(generated.text.encode("utf-8", errors="surrogatepass")).hexdigest()
    return {
        "Label": IS_GENERATED,
        "ContentProducer": generated.producer,
        "ProduceID": answer.id,
        "ReservedCode1": digest,
        "ContentPropagator": generated.producer,
        "PropagateID": answer.id,
        "ReservedCode2": "",
    }
