"""Addresses and texts that any document may hold, and the one list of the EU we always need."""

from __future__ import annotations

import re

EU = "http://publications.europa.eu/resource/authority/"
SYNTHETIC = EU + "dataset-type/SYNTHETIC_DATA"

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s]")


def safe_text(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _NOT_IN_XML.sub("", text)


def safe_iri(url: str) -> str:
    """The URL as an IRI, blanks and the like percent-encoded; blank when it is no absolute URL."""
    bare = url.strip()
    if not _SCHEME.match(bare):
        return ""
    return _NOT_IN_IRI.sub(
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "ignore")), bare
    )
