"""Hands the corrections of recalled documents to the channels (R§5.9); what a crash left undone, the next turn does."""

from channels.corrections import Correction, recall_key
from governance.recalls import Recall
from service.clock import now_in_china
from service.compose import Store
from service.logs import log_event

# Soon enough that nobody acts on a wrong answer for long; a turn without recalls reads one small table.
EVERY_SECONDS = 10.0


def send_corrections(store: Store) -> float:
    """Everybody who was given words of a document recalled within reach is owed the correction, each once."""
    now = now_in_china()
    for recall in store.publishing.recalls.within_reach(now):
        told = store.corrections.owe(_correction(store, recall), now=now)
        if told:
            log_event("correction_owed", recall=recall.id, persons=told)
    return EVERY_SECONDS


def _correction(store: Store, recall: Recall) -> Correction:
    card = store.library.cards([recall.document_id])[recall.document_id]
    return Correction(recall_key(recall.id), card.title, recall.correction, recall.answers)
