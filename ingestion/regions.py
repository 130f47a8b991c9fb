"""Where a document applies, read from the organ that issued it, and only when its name begins with the place."""

import re

from kb.gazetteer import shipped_gazetteer

_STATE = re.compile(r"国务院|中共中央|中央|全国|中华人民共和国|国家|最高人民")
_PROVINCE = r"[\u4e00-\u9fff]{2,6}?(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)"
_CITY = r"(?![^省市区县]{0,2}(?:城|超|全|本|各|我|都|股|该)市)[\u4e00-\u9fff]{2,6}?(?:自治州|市(?!场)|地区|盟)"
_COUNTY = (
    r"(?![^省市区县]{0,3}(?:地|社|园|城|灾|全|本|各|我|景|校|学)区)[\u4e00-\u9fff]{1,5}?(?:区(?!域|块)|县(?!域|级)|旗)"
)
_PLACE = re.compile(rf"(?:中共)?(?P<place>(?:{_PROVINCE})?(?:{_CITY})?(?:{_COUNTY})?)")
_MINISTRIES = re.compile(
    r"(?:教育|科技|科学技术|工业和信息化|公安|民政|司法|财政|人力资源(?:和)?社会保障|自然资源|生态环境|住房(?:和)?城乡建设|"
    r"交通运输|水利|农业农村|商务|文化和旅游|退役军人事务|应急管理)部|海关总署|税务总局|市场监管总局|中国人民银行|审计署"
)


# 国家税务总局甘肃省税务局 works in Gansu.
_BRANCH = re.compile(
    r"(?:国家|中国|中华人民共和国)[\u4e00-\u9fff]{2,10}?(?:总局|银行|海关|委员会)(?=[\u4e00-\u9fff]{2,7}[省市区州])"
)


# What stands before the place a title speaks of: 关于南昌市…, 关于印发《广州市…》. What is passed on is another's.
_BEFORE_PLACE = re.compile(r"(?:关于|致)?驻?(?:印发|公布|发布|调整|规范|修改|延长)?《?")
# 两江新区, 交道口地区: nobody can tell by these words alone where that lies; 关于恢复我市 names no place at all.
_NO_PLACE = re.compile(r"关于|[致本我各该全对为]|.*(?:新|开发|园|社|地|景|校|学|灾|城|自贸)区$")


def region_of(name: str) -> str | None:
    """The place an organ's name begins with (广州市天河区), 全国 for organs of the state, else None."""
    branch = _BRANCH.match(name)
    if branch:
        name = name[branch.end() :]
    if _STATE.match(name) or _MINISTRIES.match(name):
        return "全国"
    known = shipped_gazetteer().opening(name.removeprefix("中共"))
    if known:
        return known
    match = _PLACE.match(name)
    place = match["place"] if match else ""
    return place if len(place) >= 2 and not _NO_PLACE.match(place) else None


def region_of_title(title: str) -> str | None:
    """The place a title begins with, by its short name too (重庆省际包车恢复运转); see region_of."""
    opening = _BEFORE_PLACE.match(title)
    words = title[opening.end() :] if opening else title
    return shipped_gazetteer().opening(words, by_short_name=True) or region_of(title)
