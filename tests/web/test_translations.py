"""Every text of the pages has its Japanese, and the catalogue is what gettext expects."""

from __future__ import annotations

import gettext
import importlib.util
import io
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "src/tdpf/portal/locale/ja/LC_MESSAGES/django.po"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts/translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_japanese_is_complete() -> None:
    program = [sys.executable, "scripts/translations.py", "check"]
    done = subprocess.run(program, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_compiled_catalogue_says_what_babel_reads() -> None:
    ours = script()
    compiled = io.BytesIO(ours.compile_mo(ours.read_po(CATALOGUE)))
    catalogue = gettext.GNUTranslations(compiled)
    with CATALOGUE.open("rb") as file:
        messages = [message for message in read_po(file) if message.id]
    assert len(messages) > 200
    for message in messages:
        if isinstance(message.id, tuple):
            assert catalogue.ngettext(*message.id, 3) == message.string[0]
        else:
            assert catalogue.gettext(message.id) == message.string
