#!/usr/bin/env python3
"""Make data/first_names.txt: first names and the sex of nearly all who have them.

    pip install nomquamgender==0.1.4; first_names.py > data/first_names.txt

The package (MIT; Van Buskirk, Clauset, Larremore, "An Open-Source Cultural Consensus Approach to Name-Based Gender
Classification", 2022) counts names over 36 sources of many countries. Kept are names that eight sources know, fifty
persons have, and 93 in 100 of one sex.
"""

import importlib.util
import json
import re
from pathlib import Path

SOURCES, PERSONS, SHARE = 8, 50, 0.93


def main():
    folder = Path(importlib.util.find_spec("nomquamgender").origin).parent
    names = json.loads((folder / "name_data.json").read_text(encoding="utf-8"))
    print("# First names, and whether nearly all who have them are women (f) or men (m).")
    print("# Made by scripts/train/first_names.py out of nomquamgender 0.1.4 (MIT licence; see docs/NOTICES.md).")
    for name, (sources, persons, women, *_) in sorted(names.items()):
        plain = re.fullmatch(r"[a-z]+(-[a-z]+)?", name) and len(name) > 1
        if plain and sources >= SOURCES and persons >= PERSONS and not 1 - SHARE < women < SHARE:
            print(name, "f" if women > 0.5 else "m")


if __name__ == "__main__":
    main()
