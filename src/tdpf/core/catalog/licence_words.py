"""Free text or a URL read as a licence code, or not at all.

A licence is never guessed. Text that names a family without a version or sets conditions gives a
finding; text that names several licences, or none that we know, gives `notspecified` and a finding.
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

from tdpf.core.catalog.licences import LICENCES, NOT_SPECIFIED, Licence
from tdpf.core.catalog.messages import finding
from tdpf.core.findings import Finding


class LicenceReading(msgspec.Struct, frozen=True):
    """The code for a text, what a person should look at, and the text where the code is not all."""

    code: str
    finding: Finding | None = None
    words: str = ""


_LONGEST = 2_000  # a longer text is the terms themselves, for a person to read
_NOISE = re.compile(r"[\s_\-‐-―−ー()（）「」『』\[\]【】・･,、。:：/]+")
_URLS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), code)
    for pattern, code in (
        (r"creativecommons\.org/licenses/by/4\.0(/|$|[#?])", "cc-by-4.0"),
        (r"creativecommons\.org/licenses/by/2\.1/jp(/|$|[#?])", "cc-by-2.1-jp"),
        (r"creativecommons\.org/publicdomain/zero/1\.0(/|$|[#?])", "cc0-1.0"),
        (r"creativecommons\.org/publicdomain/mark/", "other-open"),
        (r"creativecommons\.org/licenses/by(-sa)?/[\d.]+", "other-open"),
        (r"creativecommons\.org/licenses/by-n[cd]", "other-closed"),
        (r"creativecommons\.org/licenses/n[cd]", "other-closed"),
        (r"digital\.go\.jp/resources/open_data/public_data_license_v1\.0", "pdl-1.0"),
        (r"cio\.go\.jp/policy-opendata", "gov-jp-2.0"),
        (r"authority/licence/CC_BY_4_0$", "cc-by-4.0"),
        (r"authority/licence/CC0$", "cc0-1.0"),
        (r"authority/licence/CC_BY(SA)?_\d", "other-open"),
        (r"authority/licence/CC_BYN[CD]", "other-closed"),
        (r"opendatacommons\.org/licenses/(by|odbl|pddl)/", "other-open"),
        (r"opendefinition\.org/licenses/cc-zero", "cc0-1.0"),
        (r"opendefinition\.org/licenses/(cc-by-sa|odc-)", "other-open"),
    )
)
_NO_VERSION_URL = re.compile(r"opendefinition\.org/licenses/cc-by/?$", re.IGNORECASE)

_CKAN_IDS = {
    "cc-zero": "cc0-1.0",
    "cc-by-sa": "other-open",
    "odc-pddl": "other-open",
    "odc-odbl": "other-open",
    "odc-by": "other-open",
    "gfdl": "other-open",
    "other-pd": "other-open",
    "other-at": "other-open",
    "uk-ogl": "other-open",
    "cc-nc": "other-closed",
    "other-nc": "other-closed",
}
"""Ids of CKAN's own list that are not ours and leave no doubt."""

_NEGATION = re.compile(
    r"ではない|ではありません|でない|対象外|適用外|除外|除き|除く|禁止|禁[ずじ]|\bnot\b|\bexcept\b"
)
_CLOSED = re.compile(r"all ?rights ?reserved|無断|転載禁止|利用不可|利用禁止")
_CONDITION = re.compile(
    r"一部|原則|場合がある|場合があり|ただし|但し|異なる|準ずる|準じる|参照|partly|unless|see "
)


def match_licence(text: str) -> LicenceReading:
    """The code that a publisher's words or URL name; words that say more than the code are kept.

    >>> match_licence("CC BY 4.0").code, match_licence("").code
    ('cc-by-4.0', 'notspecified')
    """
    reading = _match(text)
    is_general = reading.code in {"other-open", "other-closed"}
    says_more = reading.finding or (is_general and _known_id(_told(text)) is None)
    return msgspec.structs.replace(reading, words=text.strip()) if says_more else reading


def _told(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _match(text: str) -> LicenceReading:
    told = _told(text)
    if not told or told.lower() in _BLANK:
        return LicenceReading(NOT_SPECIFIED)
    known = _known_id(told)
    if known:
        return LicenceReading(known)
    if len(told) > _LONGEST:
        return LicenceReading(NOT_SPECIFIED, _finding("licence-unclear", told[:100] + "…"))
    named = _named(told)
    if _NEGATION.search(told.lower()) and {code for code, _ in named} != {"other-closed"}:
        return LicenceReading(NOT_SPECIFIED, _finding("licence-unclear", text))
    if len({code for code, _ in named}) > 1:
        return LicenceReading(NOT_SPECIFIED, _finding("licence-several", text))
    if not named:
        return LicenceReading(NOT_SPECIFIED, _finding("licence-unknown", text))
    code, has_version = named[0]
    if _CONDITION.search(told.lower()):
        return LicenceReading(code, _finding("licence-conditions", text))
    if not has_version:
        return LicenceReading(code, _finding("licence-no-version", text))
    return LicenceReading(code)


_BLANK = frozenset(
    {"-", "―", "ー", "なし", "未設定", "未指定", "不明", "none", "n/a", NOT_SPECIFIED}
)


def _known_id(told: str) -> str | None:
    lower = told.lower()
    if lower in LICENCES:
        return lower
    if lower in _CKAN_IDS:
        return _CKAN_IDS[lower]
    plain = _NOISE.sub("", lower).replace(".", "")
    return next((code for code, one in LICENCES.items() if plain in _titles(one)), None)


def _titles(one: Licence) -> tuple[str, ...]:
    return tuple(
        _NOISE.sub("", unicodedata.normalize("NFKC", title).lower()).replace(".", "")
        for title in (one.title_ja, one.title_en)
    )


def _named(told: str) -> list[tuple[str, bool]]:
    """Every licence the text names, with whether it says which version."""
    found = [(code, True) for pattern, code in _URLS if pattern.search(told)][:1]
    if _NO_VERSION_URL.search(told):
        found.append(("cc-by-4.0", False))
    words = re.sub(r"https?://[^\s)）」>]+", " ", told).lower()
    plain = _NOISE.sub(" ", words)
    for reader in (_creative_commons, _public_domain, _japanese_terms, _others):
        named = reader(plain)
        if named:
            found.append(named)
    exact = [one for one in found if one[1]]
    return exact or found


_CC = re.compile(
    r"クリエイティブ ?コモンズ|creative ?commons|(?<![a-z])cc(?= ?(by|0|表示|ライセンス|$))"
)
_ZERO = re.compile(r"(クリエイティブ ?コモンズ|creative ?commons)? ?cc ?(0|zero)( ?1\.0)?")
_CC_VERSION = re.compile(r"(?<![\d.])([1-4]\.[05]|[24]\.1|[1-4])(?![\d.]*\d)")


def _creative_commons(plain: str) -> tuple[str, bool] | None:
    """CC BY and its relatives by their words. The name alone (CC) says nothing about terms."""
    plain = _ZERO.sub(" ", plain)
    if not _CC.search(plain):
        return None
    if re.search(r"非営利|改変禁止|(?<![a-z])n[cd](?![a-z])|non ?commercial|no ?deriv", plain):
        return "other-closed", True
    if re.search(r"継承|(?<![a-z])sa(?![a-z])|share ?alike", plain):
        return "other-open", True
    if not re.search(r"表示|(?<![a-z])(cc)?by(?![a-z])|attribution", plain):
        return None
    version = _CC_VERSION.search(plain)
    if version is None:
        return "cc-by-4.0", False
    if version[1] in {"4.0", "4"}:
        return "cc-by-4.0", True
    if version[1] == "2.1" and re.search(r"日本|jp|japan", plain):
        return "cc-by-2.1-jp", True
    return "other-open", True


def _public_domain(plain: str) -> tuple[str, bool] | None:
    if re.search(r"(?<![a-z0-9])cc ?0(?![.\d]*[2-9])|cc ?zero", plain):
        return "cc0-1.0", True
    if re.search(r"パブリック ?ドメイン|public ?domain|著作権放棄|権利放棄", plain):
        return "other-open", True
    return None


def _japanese_terms(plain: str) -> tuple[str, bool] | None:
    squeezed = plain.replace(" ", "")
    if re.search(r"公共デタ(標準)?利用規約|(?<![a-z])pdl(?![a-z])|publicdatalicen[cs]e", squeezed):
        return _versioned(squeezed, "1", "pdl-1.0")
    if re.search(r"政府標準利用規約|standardtermsofuse", squeezed):
        return _versioned(squeezed, "2", "gov-jp-2.0")
    return None


def _versioned(squeezed: str, major: str, code: str) -> tuple[str, bool] | None:
    """The code when the text names that version or none; another version is another licence."""
    version = re.search(r"(\d)(\.\d)?", squeezed)
    if version is None:
        return code, False
    return (code, True) if version[1] == major and version[2] in {None, ".0"} else None


def _others(plain: str) -> tuple[str, bool] | None:
    squeezed = plain.replace(" ", "")
    if re.search(
        r"odbl|odcby|opendatabaselicen|opengovernmentlicen|pddl|(?<![a-z])mit(?![a-z])", squeezed
    ):
        return "other-open", True
    return ("other-closed", True) if _CLOSED.search(plain) else None


def _finding(code: str, told: str) -> Finding:
    return finding(code, told=told.strip(), item="licence", before=told)
