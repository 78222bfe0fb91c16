"""Names of published columns: the publisher's header, made different where two are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tdpf.core.findings import Finding
from tdpf.core.tabular.messages import say
from tdpf.core.tabular.model import SourceColumn


def published_names(columns: Sequence[SourceColumn]) -> list[str]:
    """A name for each column, all different, none blank, none beginning with an underscore.

    The header stays as published apart from outer blanks and line breaks.
    """
    wanted = [_wanted(column) for column in columns]
    counts = Counter(wanted)
    taken = {name for name, count in counts.items() if count == 1}
    names: list[str] = []
    for name in wanted:
        names.append(_free(name, taken) if counts[name] > 1 else name)
        taken.add(names[-1])
    return names


def header_findings(columns: Sequence[SourceColumn]) -> Iterator[Finding]:
    """A finding for each name that stands over several columns, and one for columns without."""
    counts = Counter(_wanted(column) for column in columns if column.header.strip())
    for name, count in counts.items():
        if count > 1:
            yield say("duplicate-header", item=name, header=name, count=count)
    blank = [column.index + 1 for column in columns if not column.header.strip()]
    if blank:
        places = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
        yield say("blank-header", column=blank[0] - 1, count=len(blank), columns=places)


def _wanted(column: SourceColumn) -> str:
    name = " ".join(column.header.split()).lstrip("_")
    return name or f"列{column.index + 1}"


def _free(name: str, taken: set[str]) -> str:
    """The name itself the first time, then name_2, name_3 …"""
    if name not in taken:
        return name
    number = 2
    while f"{name}_{number}" in taken:
        number += 1
    return f"{name}_{number}"
