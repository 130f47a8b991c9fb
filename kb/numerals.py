"""Chinese numerals as they number articles, orders and years: 十二, 二百零三, 二〇一八, 两."""

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

CHINESE_NUMERALS = "".join(_DIGITS) + "".join(_UNITS)


def to_int(numeral: str) -> int | None:
    """The value of a numeral in Chinese or (half- or full-width) Arabic digits; None for anything else.

    A row of digits without units is read place by place (二〇一八 is 2018).
    """
    if not numeral:
        return None
    if numeral.isdecimal():
        return int(numeral)
    if any(c not in CHINESE_NUMERALS for c in numeral):
        return None
    if not any(c in _UNITS for c in numeral):
        return int("".join(str(_DIGITS[c]) for c in numeral))
    return _with_units(numeral)


def _with_units(numeral: str) -> int:
    total, digit = 0, 0
    for c in numeral:
        if c in _UNITS:
            total += (digit or 1) * _UNITS[c]
            digit = 0
        else:
            digit = _DIGITS[c]
    return total + digit
