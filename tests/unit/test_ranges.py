"""Ranges of files: RFC 9110, 14.1.2 and 13.1.5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.ranges import OutsideFile, Part, asked_part


@given(st.integers(1, 50), st.integers(0, 60), st.none() | st.integers(0, 60))
def test_a_range_is_what_slicing_the_file_gives(size, first, last):
    content = bytes(range(size))
    asked = f"bytes={first}-{'' if last is None else last}"
    if last is not None and last < first:
        assert asked_part(asked, None, size=size, etag='"a"') is None
    elif first >= size:
        with pytest.raises(OutsideFile):
            asked_part(asked, None, size=size, etag='"a"')
    else:
        part = asked_part(asked, None, size=size, etag='"a"')
        end = None if last is None else last + 1
        assert part is not None
        assert content[part.first : part.last + 1] == content[first:end]
        assert part.size_bytes == len(content[first:end])


@pytest.mark.parametrize(
    ("asked", "if_range", "part"),
    [
        (None, None, None),
        ("bytes=0-9", None, Part(0, 9)),
        ("Bytes = 0-9", None, Part(0, 9)),
        ("bytes=-10", None, Part(90, 99)),
        ("bytes=-1000", None, Part(0, 99)),
        ("bytes=0-9,20-29", None, None),
        ("bytes=-", None, None),
        ("bytes=１-２", None, None),
        ("rows=0-9", None, None),
        ("bytes=0-9", '"a"', Part(0, 9)),
        ("bytes=0-9", '"b"', None),
        ("bytes=0-9", 'W/"a"', None),
        ("bytes=0-9", "Tue, 05 May 2026 00:00:00 GMT", None),
        ("bytes=200-", '"b"', None),
    ],
)
def test_what_is_no_range_of_this_file_is_answered_by_the_whole(asked, if_range, part):
    assert asked_part(asked, if_range, size=100, etag='"a"') == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=-0", "bytes=999999999999999999-"])
def test_a_range_after_the_end_is_told_apart(asked):
    with pytest.raises(OutsideFile):
        asked_part(asked, None, size=100, etag='"a"')
