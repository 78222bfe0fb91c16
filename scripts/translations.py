"""Keeps the Japanese texts of the pages complete and turns them into the file Django reads.

    scripts/translations.py update    add new texts to the .po file, drop those no longer used
    scripts/translations.py check     fail when a text has no Japanese, or stands in no page
    scripts/translations.py compile   write the .mo file, when the .po file is newer

Message ids are the English texts, so English needs no catalogue. Needs no program from gettext.
"""

from __future__ import annotations

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tdpf"
CATALOGUES = sorted((SOURCE / "portal" / "locale").glob("*/LC_MESSAGES/django.po"))
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
HEADER = (
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Language: ja\n"
    "Plural-Forms: nplurals=1; plural=0;\n"
)

Key = tuple[str | None, str, str | None]  # context, text, plural


def used() -> dict[Key, str]:
    """Every text of pages and Python code, with the file it was first met in."""
    found: dict[Key, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        if "gettext" in (text := path.read_text(encoding="utf-8")):
            for key in _in_python(text):
                found.setdefault(key, str(path.relative_to(SOURCE)))
    for path in sorted(SOURCE.rglob("templates/**/*.*")):
        for key in _in_template(path.read_text(encoding="utf-8")):
            found.setdefault(key, str(path.relative_to(SOURCE)))
    return found


def _in_python(code: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            continue
        texts = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        texts = [text for text in texts if isinstance(text, str)]
        if not texts:
            continue
        if name == "pgettext":
            yield texts[0], texts[1], None
        elif name.startswith("ngettext"):
            yield None, texts[0], texts[1]
        else:
            yield None, texts[0], None


def _in_template(text: str) -> Iterator[Key]:
    """Django rewrites a template as gettext calls; those are Python once the rest is dropped."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from django.utils.translation.template import templatize

    calls = re.findall(
        r"\b(?:n?p?gettext)\((?:[^()\"']|u?\"(?:\\.|[^\"\\])*\"|u?'(?:\\.|[^'\\])*'|"
        r"u?\"\"\"(?:.|\n)*?\"\"\")*\)",
        templatize(text),
    )
    for call in calls:
        yield from _in_python(call.replace("\n", "\\n") if '"""' not in call else call)


# --- .po files ------------------------------------------------------------------------------


def read_po(path: Path) -> dict[Key, str]:
    """The translations of a .po file; an untranslated text has an empty one."""
    entries: dict[Key, str] = {}
    fields: dict[str, str] = {}
    current = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        keyword, _, rest = line.partition(" ")
        if line.startswith('"'):
            fields[current] += ast.literal_eval(line)
        elif keyword in {"msgctxt", "msgid", "msgid_plural", "msgstr", "msgstr[0]"}:
            current = keyword
            fields[current] = ast.literal_eval(rest)
        elif not line and "msgid" in fields:
            text = fields.get("msgstr", fields.get("msgstr[0]", ""))
            key = (fields.get("msgctxt"), fields["msgid"], fields.get("msgid_plural"))
            if key[1]:
                entries[key] = text
            fields = {}
    return entries


def write_po(path: Path, entries: dict[Key, str], places: dict[Key, str]) -> None:
    parts = ['msgid ""\nmsgstr ""\n' + "".join(f"{_quote(h)}\n" for h in HEADER.splitlines(True))]
    for key in sorted(entries, key=lambda k: (places.get(k, ""), k[1], k[0] or "")):
        context, text, plural = key
        lines = [f"#: {places[key]}"]
        if context is not None:
            lines.append(f"msgctxt {_quote(context)}")
        lines.append(f"msgid {_quote(text)}")
        if plural is not None:
            lines.append(f"msgid_plural {_quote(plural)}")
        lines.append(f"msgstr{'[0]' if plural is not None else ''} {_quote(entries[key])}")
        parts.append("\n".join(lines) + "\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def _quote(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


# --- .mo files ------------------------------------------------------------------------------


def compile_mo(entries: dict[Key, str]) -> bytes:
    """The binary catalogue of GNU gettext: two sorted tables of lengths and offsets, then texts."""
    pairs = {b"": HEADER.encode()}
    for (context, text, plural), translation in entries.items():
        if translation:
            prefix = f"{context}\x04" if context is not None else ""
            suffix = f"\x00{plural}" if plural is not None else ""
            pairs[f"{prefix}{text}{suffix}".encode()] = translation.encode()
    ordered = sorted(pairs.items())
    count = len(ordered)
    start = 28 + 16 * count
    tables: list[bytes] = []
    blob = b""
    for side in (0, 1):
        for pair in ordered:
            tables.append(struct.pack("<II", len(pair[side]), start + len(blob)))
            blob += pair[side] + b"\x00"
    head = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, start)
    return head + b"".join(tables) + blob


# --- commands -------------------------------------------------------------------------------


def update() -> int:
    places = used()
    for path in CATALOGUES:
        known = read_po(path)
        write_po(path, {key: known.get(key, "") for key in places}, places)
    return check()


def check() -> int:
    places = used()
    faults = []
    for path in CATALOGUES:
        known = read_po(path)
        name = path.relative_to(ROOT)
        for key, place in places.items():
            if not known.get(key):
                faults.append(f"{name}: no translation of {key[1]!r} ({place})")
            elif _placeholders(key[1]) - _placeholders(known[key]):
                faults.append(f"{name}: {key[1]!r} loses a placeholder")
        faults += [f"{name}: {key[1]!r} stands in no page" for key in known if key not in places]
    print("\n".join(faults) or "translations: complete")
    return 1 if faults else 0


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]", text))


def compile_all() -> int:
    for path in CATALOGUES:
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
            target.write_bytes(compile_mo(read_po(path)))
    return 0


COMMANDS = {"update": update, "check": check, "compile": compile_all}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        raise SystemExit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
