"""Make kb/terms/districts.jsonl: `python -m scripts.list_districts ADCODES.csv > kb/terms/districts.jsonl`.

ADCODES.csv: the table of administrative codes in the package cpca 0.5.5 (MIT). Counties, districts and cities of
their rank that places.jsonl has not; each under its city, or its province where it has none.
"""

import csv
import json
import sys
from pathlib import Path

from kb.gazetteer import read_places


def main() -> None:
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        codes = {row["adcode"][:6]: row["name"] for row in csv.DictReader(file) if row["adcode"].endswith("000000")}
    known = {place.name for place in read_places("places.jsonl")}
    held = {(place.name, place.parent) for place in read_places("places.jsonl")}
    for code, name in sorted(codes.items()):
        if code.endswith("00") or "辖" in name:
            continue
        parent = next((p for c in (code[:4] + "00", code[:2] + "0000") if (p := codes.get(c, "")) in known), None)
        if parent and (name, parent) not in held:
            print(json.dumps({"name": name, "short": "", "parent": parent, "level": "district"}, ensure_ascii=False))


if __name__ == "__main__":
    main()
