"""Where a Japanese telephone number without separators divides."""

from __future__ import annotations

_FIVE = frozenset(
    (
        "01267",
        "01372",
        "01374",
        "01377",
        "01392",
        "01397",
        "01398",
        "01456",
        "01457",
        "01466",
        "01547",
        "01558",
        "01564",
        "01586",
        "01587",
        "01632",
        "01634",
        "01635",
        "01648",
        "01654",
        "01655",
        "01656",
        "01658",
        "04992",
        "04994",
        "04996",
        "04998",
        "05769",
        "05979",
        "07468",
        "08387",
        "08388",
        "08396",
        "08477",
        "08512",
        "08514",
        "09496",
        "09802",
        "09912",
        "09913",
        "09969",
    )
)
_THREE = (
    "011 015:2345678 017:2345678 018:234567 019:1234578 022:0345689 023:345678 024:01234678 "
    "025:0456789 026:013456789 027:046789 028:02345789 029:1345679 042:28 043:689 044 045 "
    "046:03567 047:05689 048:0 049:345 052 053:1236789 054:4578 055:01345678 058:14567 "
    "059:456798 072:15 073:56789 075 076:1378 077:012346789 078 079:0124567 082:03469 083:34567 "
    "084:5678 086:56789 087:5679 088:0356789 089:2345678 092:0 093:0 095:0245679 096:456789 "
    "097:2345678 098:0234567 099:34567"
)
_FOUR_OF_THREE = {
    code: digits for code, _, digits in (part.partition(":") for part in _THREE.split())
}
"""Area codes of three digits, and the fourth digits that make another code of four."""
_FREE = ("0120", "0800", "0570", "0990", "0180")
_MOBILE = ("090", "080", "070", "050", "020", "060")


def area_code(digits: str) -> str | None:
    """The part that goes into brackets: `0312345678` → `03`."""
    if digits.startswith(_FREE):
        return digits[:4]
    if digits.startswith(_MOBILE):
        return digits[:3] if len(digits) == 11 else None
    if len(digits) != 10:
        return None
    if digits[:2] in {"03", "06"}:
        return digits[:2]
    if digits[:5] in _FIVE:
        return digits[:5]
    fourth = _FOUR_OF_THREE.get(digits[:3])
    return digits[:3] if fourth is not None and digits[3] not in fourth else digits[:4]


def split_number(digits: str) -> str | None:
    """`0422271377` → `(0422)27-1377`; None for what is no Japanese number."""
    area = area_code(digits) if digits.startswith("0") else None
    if area is None:
        return None
    rest = digits[len(area) :]
    return f"({area}){rest[:-4]}-{rest[-4:]}" if len(rest) > 4 else None
