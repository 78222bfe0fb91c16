"""An index in a folder that this process may not write.

The engine takes a lock file in the folder before it reads. So it is given a folder of ours, with
links to the files of one committed state; another commit needs another folder of links.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path

import tantivy

_TRIES = 3


class Borrowed:
    """The index, readable as long as this is kept; the links go with it."""

    def __init__(self, schema: tantivy.Schema, folder: Path) -> None:
        links = Path(tempfile.mkdtemp(prefix="tdpf-search-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        shutil.copyfile(folder / "meta.json", links / "meta.json")
        for path in folder.iterdir():
            if path.name != "meta.json" and path.suffix != ".lock":
                (links / path.name).symlink_to(path.absolute())
        self.index = tantivy.Index(schema, path=str(links))
        self.index.config_reader("manual")
        self.index.reload()


def borrowed(schema: tantivy.Schema, folder: Path) -> Borrowed:
    """The committed state of the folder, read through links; ValueError when it is damaged."""
    for _ in range(_TRIES - 1):
        try:
            return Borrowed(schema, folder)
        except ValueError:  # a writer elsewhere may just have replaced a file
            continue
    return Borrowed(schema, folder)
