"""The menu of the account: it is ours to make, because with a server address the platform's own console is off."""

from channels.wechat.reading import MENU_KEYS
from channels.wechat.words import say

# R§10.9: at most three buttons, a name of at most four characters.
BUTTONS_LIMIT, NAME_LIMIT = 3, 4


def menu() -> dict[str, object]:
    """问政策 / 办事指南 / 人工服务 as the API wants it."""
    return {"button": [{"type": "click", "name": say("button", key), "key": key} for key in MENU_KEYS]}
