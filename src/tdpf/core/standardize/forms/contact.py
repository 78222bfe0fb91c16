"""How to reach somebody: telephone, extension, postal code, mail address, web address."""

from __future__ import annotations

import re

from tdpf.core.standardize.forms.areas import split_number
from tdpf.core.standardize.forms.text import HYPHENS, NONE_WORDS, Normal, clean, plain

_HYPHENATED = re.compile(r"(0[0-9]{1,4})-([0-9]{1,4})-([0-9]{3,4})")
_PHONE = re.compile(r"\(0[0-9]{1,4}\)[0-9]{1,4}-[0-9]{3,4}")
_HYPHENS = re.compile(f"[{HYPHENS}~〜～・.]+")
_LOCAL = re.compile(r"[2-9][0-9]{0,3}-[0-9]{4}")
_LABEL = re.compile(r"^(?:TEL|Tel|tel|電話番号|電話|代表|直通|℡|☎|☏)[.:\s]*")
_REMARK = re.compile(r"[(（]?(?:代表|代|直通|呼出|共通|昼間|夜間)[)）]?$")
_EXTENSION = re.compile(
    r"[(（,、\s]*(?:内線番号|内線|内|ext\.?)[:\s]*([0-9][0-9\-,・、~]*)[)）]?$", re.IGNORECASE
)
_EXTENSION_LABEL = re.compile(r"^(?:内線番号|内線|内|ext\.?)[:\s]*", re.IGNORECASE)
_EXTENSION_NUMBER = re.compile(r"[0-9\-,・、~;]*")
_SEVERAL = re.compile(r"[;；、，,／/\n]|\s{1,}(?=\(?0[0-9])|または|又は|もしくは")
_GROUPS = re.compile(r"\(?(0[0-9]{1,4})\)?-?\(?([0-9]{1,4})\)?-?([0-9]{3,4})")


def _one(value: str) -> str | None:
    value = _HYPHENS.sub("-", value).replace(" ", "")
    if value.startswith("(") and value.endswith(")") and value.count("(") == 1:
        value = value[1:-1]
    digits = re.sub(r"[^0-9]", "", value)
    if re.search(r"[^0-9()\-]", value):
        return None
    if len(digits) == 9 and digits[0] != "0":
        return split_number("0" + digits)
    groups = _GROUPS.fullmatch(value) if re.search(r"[()\-]", value) else None
    if groups and len(digits) in {10, 11} and value.count("-") + value.count("(") >= 1:
        if value == digits or ("-" not in value[:6] + value[-5:] and "(" not in value):
            return split_number(digits)
        if value.count("-") + value.count("(") == 1:
            return split_number(digits)
        return f"({groups[1]}){groups[2]}-{groups[3]}"
    return split_number(digits) if len(digits) in {10, 11} and digits[0] == "0" else None


def split_extension(text: str) -> tuple[str, str]:
    """The text without its extension, and the extension: `03-1111-2222 内線34` → `34`."""
    value = plain(text)
    found = _EXTENSION.search(value)
    return (value[: found.start()].strip(), found[1]) if found else (value, "")


def phone(text: str) -> Normal:
    """`０３－１２３４－５６７８`, `TEL:03(1234)5678`, `0312345678` → `(03)1234-5678`."""
    if _PHONE.fullmatch(text):
        return text, None
    usual = _HYPHENATED.fullmatch(text)
    if usual and len(text) in {12, 13}:
        return f"({usual[1]}){usual[2]}-{usual[3]}", None
    value, _ = split_extension(text)
    if not value:
        return ("", None) if not text.strip() else (clean(text), "phone-unreadable")
    value = _REMARK.sub("", _LABEL.sub("", value)).strip()
    single = _one(value)
    if single:
        return single, None
    several = [
        _one(_REMARK.sub("", _LABEL.sub("", part.strip())).strip())
        for part in _SEVERAL.split(value)
        if part.strip()
    ]
    if len(several) > 1 and all(several):
        return ";".join(part for part in several if part), None
    cleaned = clean(text)
    if cleaned in NONE_WORDS:
        return cleaned, "blank-mark"
    return cleaned, "phone-without-area-code" if is_local(value) else "phone-unreadable"


def is_local(text: str) -> bool:
    """True for a number that only works in its own town: `22-1111`."""
    return _LOCAL.fullmatch(_HYPHENS.sub("-", plain(text)).replace(" ", "")) is not None


def extension(text: str) -> Normal:
    """`内線 123` → `123`."""
    value = _EXTENSION_LABEL.sub("", plain(text))
    if (value or not text.strip()) and _EXTENSION_NUMBER.fullmatch(value):
        return value.replace("、", ";").replace(",", ";").replace("・", ";"), None
    return clean(text), "extension-unreadable"


def postal(text: str) -> Normal:
    """`〒123-4567`, `１２３４５６７` → `1234567`; six digits have lost their zero."""
    if len(text) == 7 and text.isascii() and text.isdigit():
        return text, None
    value = _HYPHENS.sub("", plain(text)).replace(" ", "").removeprefix("〒").removesuffix(".0")
    if not value:
        return ("", None) if not text.strip() else (clean(text), "blank-mark")
    if value.isascii() and value.isdigit() and len(value) in {6, 7}:
        return value.zfill(7), None
    return clean(text), "postal-unreadable"


def email(text: str) -> Normal:
    value = plain(text).removeprefix("mailto:")
    if not value or re.fullmatch(r"[^\s@;,]+@[^\s@;,]+\.[A-Za-z]{2,}", value):
        return value, None
    return clean(text), "email-unreadable"


_URL = re.compile(r"https?://[^\s\"<>「」『』【】、。（）]+", re.IGNORECASE)
_HOST = re.compile(
    r"(?:www\.[\w\-]+|[\w\-]+(?:\.[\w\-]+)*\.(?:jp|com|net|org|info|tokyo))(?:[/?#][^\s\"<>「」、。（）]*)?",
    re.ASCII,
)


def url(text: str) -> Normal:
    """An absolute http(s) address: `ｗｗｗ．city.example.jp` → `http://www.city.example.jp`."""
    if _URL.fullmatch(text):
        return text, None
    value = plain(text)
    if not value:
        return "", None
    found = _URL.findall(value)
    if found:
        return ";".join(dict.fromkeys(found)), None
    if _HOST.fullmatch(value) and "@" not in value:
        return "http://" + value, None
    cleaned = clean(text)
    return cleaned, ("blank-mark" if cleaned in NONE_WORDS else "url-unreadable")
