"""What a file is, by its first bytes. Names lie."""

from __future__ import annotations

from typing import Literal

Form = Literal["zip", "ole", "json", "text"]

ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # XLS without its OLE container
OTHERS = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"RIFF", "RIFF"),
    (b"{\\rtf", "RTF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!\x1a", "RAR"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"\x00\x00\x00\x18ftyp", "MP4"),
)


def picture_or_such(head: bytes) -> str | None:
    """The name of a form that holds no table for us: PDF, JPEG …"""
    for magic, name in OTHERS:
        if head.startswith(magic) and not (name == "BMP" and _is_text(head)):
            return name
    return None


def form(head: bytes) -> Form:
    """Which reader knows these bytes."""
    if head.startswith(ZIP):
        return "zip"
    if head.startswith(OLE):
        return "ole"
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return "json" if start[:1] in {b"{", b"["} else "text"


def _is_text(head: bytes) -> bool:
    return not any(byte < 9 for byte in head[:64])
