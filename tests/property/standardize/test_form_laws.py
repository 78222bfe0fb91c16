"""What holds for every normal form and every text."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tdpf.core.places import municipality
from tdpf.core.standardize.forms import FORMS, is_normal_column
from tdpf.core.standardize.forms.areas import split_number
from tdpf.core.standardize.forms.code import check_digit, code6, is_code6
from tdpf.core.standardize.forms.parts import kanji

CELLS = st.one_of(
    st.text(max_size=30),
    st.text(
        "0123456789０１９-－ー‐()（）.:：/,、 　○×有無あり年月日令和平成昭RHS時分AMm", max_size=20
    ),
    st.from_regex(r"0\d{1,4}[-－ ]\d{1,4}[-－ ]\d{3,4}", fullmatch=True),
    st.from_regex(r"(令和|平成|R|H)?\d{1,4}[年./-]\d{1,2}[月./-]\d{1,2}日?", fullmatch=True),
    st.from_regex(r"(\d{1,3}|ｱｲｳ)(番地?|丁目|-|－)\d{0,3}(号|-\d)?", fullmatch=True),
)
BLANKS = st.text(" 　\t\u00a0", max_size=4)
FORM_NAMES = sorted(FORMS)


@pytest.mark.parametrize("form", FORM_NAMES)
@given(cell=CELLS)
def test_a_normal_form_is_its_own_normal_form(form: str, cell: str) -> None:
    normalise = FORMS[form]  # type: ignore[index]
    text, problem = normalise(cell)
    if problem is None:
        assert normalise(text) == (text, None)


@pytest.mark.parametrize("form", FORM_NAMES)
@given(cell=BLANKS)
def test_blank_stays_blank(form: str, cell: str) -> None:
    assert FORMS[form](cell) == ("", None)  # type: ignore[index]


@pytest.mark.parametrize("form", [name for name in FORM_NAMES if name != "flag"])
@given(cell=CELLS)
def test_something_never_becomes_nothing(form: str, cell: str) -> None:
    text, problem = FORMS[form](cell)  # type: ignore[index]
    visible = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200d\u2060\ufeff]", "", cell)
    if visible.strip("-‐－ー―−–—・.,、;；:：/／~〜～()（）〒°度") and any(
        map(str.isalnum, visible)
    ):
        assert text or problem or form == "list", (cell, text)


@pytest.mark.parametrize("form", ["phone", "postal", "integer", "number", "extension", "town_id"])
@given(cell=CELLS)
def test_no_digit_of_a_number_is_lost(form: str, cell: str) -> None:
    text, problem = FORMS[form](cell)  # type: ignore[index]
    if problem is None and text and "内" not in cell and "." not in text + cell:
        before = re.sub(r"\D", "", _ascii(cell)).lstrip("0")
        assert re.sub(r"\D", "", text).lstrip("0") == before


def _ascii(cell: str) -> str:
    """Every digit in ASCII, those of ² and ⑩ too."""
    plain = unicodedata.normalize("NFKC", cell)
    return "".join(str(int(letter)) if letter.isdecimal() else letter for letter in plain)


@given(
    form=st.sampled_from(FORM_NAMES),
    cells=st.lists(CELLS.filter(lambda cell: cell.strip() != ""), max_size=6),
)
def test_a_column_called_normal_has_only_normal_cells(form: str, cells: list[str]) -> None:
    if is_normal_column(form, cells):  # type: ignore[arg-type]
        for cell in cells:
            assert FORMS[form](cell) == (cell, None)  # type: ignore[index]


@given(st.integers(1, 47), st.integers(0, 999))
def test_a_code_without_its_check_digit_gets_it_back(prefecture: int, number: int) -> None:
    five = f"{prefecture:02d}{number:03d}"
    whole = five + check_digit(five)
    assert is_code6(whole)
    if municipality(whole):
        assert code6(five)[0] == whole


@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True))
def test_a_number_without_separators_divides_without_loss(digits: str) -> None:
    text = split_number(digits)
    if text is None:
        assert digits.startswith(("090", "080", "070", "060", "050", "020"))  # these have eleven
        return
    assert re.sub(r"\D", "", text) == digits
    assert FORMS["phone"](text) == (text, None)


@given(st.integers(1, 99))
def test_kanji_numbers_are_all_different(number: int) -> None:
    assert kanji(number) != kanji(number % 99 + 1)
