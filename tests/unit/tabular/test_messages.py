"""Every sentence is whole in both languages and says what its values say."""

import string

import pytest

from tdpf.core.tabular.messages import MESSAGES, Message, not_a_table, readable, some, too_large


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_end_as_sentences_and_tell_the_same_values(code: str) -> None:
    message: Message = MESSAGES[code]
    assert message.ja.endswith("。")
    assert message.en.endswith(".")
    assert _names(message.ja) - {"ja"} == _names(message.en) - {"en"}
    assert code == code.lower()


def test_long_lists_of_rows_are_cut_with_their_number() -> None:
    assert some([1, 2, 3]) == "1, 2, 3"
    assert some(list(range(1, 10)), 400) == "1, 2, 3, 4, 5 …(400)"


def test_sizes_and_limits_are_words() -> None:
    assert readable(2_500_000) == "2.5MB"
    assert too_large(16_384, "columns").message.ja.startswith("上限（16,384列）")
    assert "PDF" in not_a_table("PDF").message.en
