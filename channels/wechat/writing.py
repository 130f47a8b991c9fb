"""The body of a response: a passive reply in the platform's XML, sealed where the request was."""

from dataclasses import dataclass

from wechatpy.replies import ArticlesReply, BaseReply, TextReply

from channels.messages import Part
from channels.wechat.sealing import SealingKey, seal
from channels.wechat.signature import signature_of
from channels.wechat.xml import writable

# What the platform takes for "nothing to show, do not ask again".
SUCCESS = b"success"

_SEALED = (
    "<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
    "<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
)


@dataclass(frozen=True, slots=True)
class Correspondents:
    """Who wrote to whom, and when the reply is written (seconds since 1970)."""

    person: str
    account: str
    timestamp: int


def passive_xml(part: Part, between: Correspondents) -> str:
    """The reply as plain XML."""
    return str(_reply(part, between).render())


def sealed_xml(xml: str, key: SealingKey, *, token: str, account: str, timestamp: int, nonce: str) -> str:
    """The reply sealed and signed, for a request that was sealed with this key."""
    sealed = seal(key, xml.encode(), account)
    signature = signature_of(token, str(timestamp), nonce, sealed)
    return _SEALED.format(sealed=sealed, signature=signature, timestamp=timestamp, nonce=writable(nonce))


def _reply(part: Part, between: Correspondents) -> BaseReply:
    # wechatpy puts the words into CDATA as they are: writable() makes that right.
    about = {
        "source": writable(between.account),
        "target": writable(between.person),
        "time": between.timestamp,
    }
    if part.card is None:
        return TextReply(content=writable(part.text), **about)
    reply = ArticlesReply(**about)
    reply.add_article(
        {
            "title": writable(part.card.title),
            "description": writable(part.card.description),
            "url": writable(part.card.url),
        }
    )
    return reply
