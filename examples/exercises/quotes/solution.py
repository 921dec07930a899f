"""Quotes, solved: cut the text into records by what each begins with, then hold every record against the grammar of CSV.

A reader cannot be asked, because an open quote makes it take the records below for text. The beginning of a record can
be told without one: a number, and a code that begins with CUST-.
"""

import csv
import re
import sys
from pathlib import Path

data, out = Path(sys.argv[1]), Path(sys.argv[2])

# A field is either quoted as a whole, with quotes inside doubled, or has neither quote, comma nor line break.
FIELD = r'(?:"(?:[^"]|"")*"|[^",\n]*)'
BEGINNING = re.compile(r"\d+,CUST-")
# A quote may open before the code, too.
SPOILED_BEGINNING = re.compile(r'"?\d+"?,"?C"?U"?S"?T"?-')

lines = (data / "customers.csv").read_text(encoding="utf-8").splitlines()
fields = lines[0].count(",") + 1
record = re.compile(rf"{FIELD}(?:,{FIELD}){{{fields - 1}}}")

beginnings = [n for n, line in enumerate(lines) if BEGINNING.match(line) or SPOILED_BEGINNING.match(line)]
with out.open("w", newline="", encoding="utf-8") as found:
    findings = csv.writer(found)
    findings.writerow(["file", "line"])
    for begin, end in zip(beginnings, [*beginnings[1:], len(lines)], strict=True):
        if not record.fullmatch("\n".join(lines[begin:end])):
            findings.writerow(["customers.csv", begin + 1])
