"""Places told apart by name and by where they lie."""

import pytest

from kb.cards import DocumentCard
from kb.documents import Claim, DocumentKind, Fact, Origin, PublicationState
from kb.gazetteer import read_places, shipped_gazetteer
from kb.placing import region


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("泰州市海陵区政务服务大厅几点开门", ("江苏省泰州市海陵区",)),
        ("怀柔区的规定", ("北京市怀柔区",)),
        ("朝阳区的补贴", ("朝阳区",)),
        ("长春市朝阳区的补贴", ("吉林省长春市朝阳区",)),
        ("西安市新城区", ("陕西省西安市新城区",)),
        ("新城区建设和合作市场主体", ()),
        ("北京市场", ("北京市",)),
        ("", ()),
    ],
)
def test_districts_are_found_with_the_city_they_lie_in(text: str, places: tuple[str, ...]) -> None:
    assert shipped_gazetteer().named_in(text) == places


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("重庆省际包车恢复运转", "重庆市"),
        ("吉林长春：公交实名制", "吉林省长春市"),
        ("晋城市疫情防控办公室", "晋城市"),
        ("浙江重庆两地专家", ""),
        ("福建、江苏、山东协助复工", ""),
        ("关于广州市", ""),
    ],
)
def test_a_text_begins_with_one_place_or_with_none(text: str, place: str) -> None:
    assert shipped_gazetteer().opening(text, by_short_name=True) == place


@pytest.mark.parametrize(
    ("place", "asked", "fits"),
    [
        ("龙岩市", "福建省", 1.0),
        ("福建省", "福建省龙岩市", 1.0),
        ("海陵区", "江苏省泰州市", 1.0),
        ("朝阳区", "北京市", 1.0),
        ("朝阳区", "上海市", -1.0),
        ("南昌市", "福建省", -1.0),
        ("样州市", "福建省", -1.0),
        ("", "福建省", 0.0),
    ],
)
def test_a_place_fits_what_holds_it_and_what_it_holds(place: str, asked: str, fits: float) -> None:
    facts = {Fact.REGION: Claim(Fact.REGION, place, Origin.TEXT)} if place else {}
    card = DocumentCard("d-1", 1, DocumentKind.POLICY, PublicationState.PUBLISHED, "v-1", facts)

    assert region(card, (asked,)) == fits


def test_every_district_lies_under_a_known_place() -> None:
    above = {place.name for place in read_places("places.jsonl")}
    districts = read_places("districts.jsonl")

    assert len(districts) > 2700
    assert all(place.parent in above and place.level == "district" for place in districts)
    assert len({(place.name, place.parent) for place in districts}) == len(districts)
