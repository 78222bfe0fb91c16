"""Read and standardise one file, typed rows included, and publish nothing: `FILE`.

Prints {"rows"}. A program of its own, so that its CPU and memory can be told.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def main() -> None:
    from tdpf.core.standardize import standardize
    from tdpf.core.tabular import read_file

    done = standardize(read_file(Path(sys.argv[1]))[0], publisher="131130")
    print(json.dumps({"rows": sum(batch.height for batch in done.batches())}))


if __name__ == "__main__":
    main()
