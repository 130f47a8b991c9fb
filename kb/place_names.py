"""The names of places as documents and people write them: with and without rank, alone and in full."""

import re


def last_place(region: str) -> str:
    """The innermost place of a region written in full: 广东省广州市 → 广州市."""
    parts = [part for part in re.split(r"(?<=[省市区县州盟旗])", region) if len(part) > 1]
    return parts[-1] if parts else region


def short_place(name: str) -> str:
    """The name of a place without its rank: 广州市 → 广州."""
    for rank_word in (
        "特别行政区",
        "壮族自治区",
        "回族自治区",
        "维吾尔自治区",
        "自治区",
        "自治州",
        "地区",
        "省",
        "市",
        "区",
        "县",
    ):
        if name.endswith(rank_word) and len(name) - len(rank_word) >= 2:
            return name.removesuffix(rank_word)
    return name
