"""The standard sets, read from the YAML files beside this module."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from tdpf.core.standards.model import Form, Item, Layout, Level, StandardSet
from tdpf.core.standards.vocabulary import vocabulary

_COMMON = "00_common.yaml"
_SHEET = re.compile(r"\d\d_\w+\.yaml")
_LEVELS: dict[str, Level] = {
    "required": "required",
    "recommended": "recommended",
    "optional": "optional",
    "optional_or_recommended": "optional",
}
_SUPPORT = re.compile(
    r"車椅子|ツエ|バリアフリートイレ$|スロープ|点字|盲導犬|字幕|筆談|優先駐車場|オストメイト対応|飲食可否|ベビーカー"
)
_BY_NAME: tuple[tuple[re.Pattern[str], Form], ...] = (
    (re.compile(r"有無$|の有無"), "yesno"),
    (_SUPPORT, "support"),
    (re.compile(r"(年月日|公開日|更新日|指定日|開始日|終了日|満了日|廃止日|開設日)$"), "date"),
    (re.compile(r"(時間|時刻)$"), "time"),
    (re.compile(r"URL$|^画像\d?$|URI$"), "url"),
    (re.compile(r"カナ"), "kana"),
    (re.compile(r"(メールアドレス)$"), "email"),
    (re.compile(r"(台数|病床数)$"), "integer"),
    (re.compile(r"(コード|_?ID|番号|識別子の値)$"), "identifier"),
    (re.compile(r"(備考|特記事項|概要|説明|内容|注意点|方法)"), "notes"),
)
_TYPES: dict[str, Form] = {
    "code6": "code6",
    "date": "date",
    "time": "time",
    "integer": "integer",
    "number": "number",
    "uri": "url",
    "flag": "flag",
}


def _form(node: dict[str, Any], concept: str | None) -> Form:  # Any: YAML
    """The form of an item: its concept, its YAML type, its list of values, then its name."""
    name, values = str(node["name"]), tuple(node.get("values") or ())
    if node.get("type") == "flag":
        return "flag"
    if values == ("有", "無"):
        return "yesno"
    if node.get("multi"):
        return "list"
    if concept:
        return vocabulary().concepts[concept].form
    if node.get("type") in _TYPES:
        return _TYPES[str(node["type"])]
    for pattern, form in _BY_NAME:
        if pattern.search(name):
            return form
    return "choice" if values else "text"


def _item(index: int, node: dict[str, Any]) -> Item:  # Any: YAML
    concept = vocabulary().concept_of(str(node["name"]))
    concept_name = concept.name if concept else None
    return Item(
        index=index,
        name=str(node["name"]),
        form=_form(node, concept_name),
        level=_LEVELS.get(str(node.get("level")), "unknown"),
        key=node.get("key"),
        physical_name=node.get("physical_name"),
        concept=concept_name,
        values=tuple(str(value) for value in node.get("values") or ()),
        aliases=tuple(str(alias) for alias in node.get("aliases") or ()),
        example=node.get("example"),
        description=node.get("format"),
    )


def _layout(tree: dict[str, Any], edition: Literal["2017", "2023"]) -> Layout | None:  # Any: YAML
    nodes = (tree.get(f"layout_{edition}") or {}).get("items") or []
    if not nodes:
        return None
    items = tuple(_item(index, node) for index, node in enumerate(nodes, start=1))
    return Layout(edition, items, any(item.level == "required" for item in items))


def _with_values_of(items: tuple[Item, ...], older: Layout | None) -> Iterator[Item]:
    """The items, with the list of values that only the older edition printed."""
    known = {item.name: item for item in older.items} if older else {}
    for item in items:
        values = item.values or (known[item.name].values if item.name in known else ())
        yield item if values == item.values else replace(item, values=values)


def _moved(common: dict[str, Any], slug: str) -> tuple[tuple[str, str], ...]:  # Any: YAML
    """2017 name → 2023 name, from the common table and the set's own."""
    tables = common["mapping_2017_to_2023"]
    pairs = {**tables["common"], **tables.get(slug, {})}
    return tuple((old, re.split(r"[ ;]", new, maxsplit=1)[0]) for old, new in pairs.items())


def _standard(tree: dict[str, Any], common: dict[str, Any]) -> StandardSet:  # Any: YAML
    slug = str(tree["dataset"])
    new, old = _layout(tree, "2023"), _layout(tree, "2017")
    if new:
        new = Layout("2023", tuple(_with_values_of(new.items, old)), new.levels_known)
    return StandardSet(
        slug=slug,
        number=str(tree["number"]),
        title_ja=str(tree["title_ja"]),
        title_en=str(tree["title_en"]),
        layout=new or old,
        layout_2017=old,
        moved=_moved(common, slug),
        notes=tuple(str(note) for note in tree.get("notes") or ()),
    )


@cache
def standards() -> dict[str, StandardSet]:
    """All 27 sets by slug, in the order of their numbers."""
    folder = files("tdpf.core.standards")

    def read(name: str) -> Any:  # YAML
        text = (folder / name).read_text(encoding="utf-8")
        return yaml.load(text, Loader=yaml.CSafeLoader)

    common = read(_COMMON)
    names = sorted(
        entry.name
        for entry in folder.iterdir()
        if _SHEET.fullmatch(entry.name) and entry.name != _COMMON
    )
    sets = [_standard(read(name), common) for name in names]
    return {one.slug: one for one in sorted(sets, key=lambda one: one.number)}
