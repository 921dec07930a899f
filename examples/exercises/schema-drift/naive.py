"""Schema drift, as a beginner does it: a file is right when it has the names that are expected, in whatever order."""

import sys
from pathlib import Path

import pandas as pd

data, out = Path(sys.argv[1]), Path(sys.argv[2])

findings = []
for table in ["orders_header", "orders_lines"]:
    paths = sorted((data / table).rglob("*.csv"))
    expected = set(pd.read_csv(paths[0]).columns)
    for path in paths:
        if set(pd.read_csv(path).columns) != expected:
            findings.append(path.relative_to(data).as_posix())
pd.DataFrame({"file": findings}).to_csv(out, index=False)
