"""Words that publishers write, read as a code or not at all."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from tdpf.core.catalog.dates import instant, iso_date, last_day
from tdpf.core.catalog.formats import FORMATS, format_of_name, match_format
from tdpf.core.catalog.frequencies import FREQUENCIES, freshness, match_frequency, next_due
from tdpf.core.catalog.languages import language_iri, match_language, split_languages
from tdpf.core.catalog.licence_words import match_licence
from tdpf.core.catalog.licences import LICENCES, licence


@pytest.mark.parametrize(
    ("told", "code", "finding"),
    [
        ("CC BY 4.0", "cc-by-4.0", None),
        ("CC-BY-4.0", "cc-by-4.0", None),
        ("ＣＣ　ＢＹ　４．０", "cc-by-4.0", None),
        ("クリエイティブ・コモンズ・ライセンス 表示 4.0 国際", "cc-by-4.0", None),
        ("https://creativecommons.org/licenses/by/4.0/deed.ja", "cc-by-4.0", None),
        ("http://creativecommons.org/licenses/by/4.0", "cc-by-4.0", None),
        ("クリエイティブ・コモンズ 表示（CC BY）", "cc-by-4.0", "licence-no-version"),
        ("cc-by", "cc-by-4.0", "licence-no-version"),
        ("CC BY 2.1 JP", "cc-by-2.1-jp", None),
        ("クリエイティブ・コモンズ 表示 2.1 日本", "cc-by-2.1-jp", None),
        ("CC BY 3.0", "other-open", None),
        ("CC BY-SA 4.0", "other-open", None),
        ("クリエイティブ・コモンズ 表示-継承 4.0", "other-open", None),
        ("CC BY-NC 4.0", "other-closed", None),
        ("クリエイティブ・コモンズ 表示-非営利-改変禁止 4.0 国際", "other-closed", None),
        ("CC0", "cc0-1.0", None),
        ("cc-zero", "cc0-1.0", None),
        ("公共データ利用規約（第1.0版）", "pdl-1.0", None),
        ("PDL1.0", "pdl-1.0", None),
        ("政府標準利用規約（第2.0版）", "gov-jp-2.0", None),
        ("政府標準利用規約", "gov-jp-2.0", "licence-no-version"),
        ("政府標準利用規約（第1.0版）", "notspecified", "licence-unknown"),
        ("無断転載を禁じます", "other-closed", None),
        ("", "notspecified", None),
        ("不明", "notspecified", None),
        ("notspecified", "notspecified", None),
        ("CC", "notspecified", "licence-unknown"),
        ("当サイトの規約による", "notspecified", "licence-unknown"),
        ("CC BYではありません", "notspecified", "licence-unclear"),
        ("CC BY 4.0（一部の写真を除く）", "notspecified", "licence-unclear"),
        ("CC BY 4.0（ただし地図は別に定める）", "cc-by-4.0", "licence-conditions"),
        ("CC BY 4.0 / CC0", "notspecified", "licence-several"),
        ("公共データ利用規約（第1.0版）またはCC BY 4.0", "notspecified", "licence-several"),
    ],
)
def test_a_licence_is_read_and_never_guessed(told: str, code: str, finding: str | None) -> None:
    reading = match_licence(told)
    assert (reading.code, reading.finding and reading.finding.code) == (code, finding)
    if reading.finding:
        assert told in reading.finding.message.ja


@pytest.mark.parametrize("code", LICENCES)
def test_our_own_codes_titles_and_addresses_name_their_licence(code: str) -> None:
    one = licence(code)
    for told in filter(None, (one.code, one.title_ja, one.title_en, one.url)):
        assert match_licence(told).code == code


def test_an_unknown_code_is_no_permission() -> None:
    assert not licence("free-beer").is_open


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("毎月", "MONTHLY"),
        ("1年", "ANNUAL"),
        ("随時", "IRREG"),
        ("5年", "QUINQUENNIAL"),
        ("月2回", "MONTHLY_2"),
        ("月２回", "MONTHLY_2"),
        ("2か月", "BIMONTHLY"),
        ("隔月", "BIMONTHLY"),
        ("3か月", "QUARTERLY"),
        ("三ヶ月ごと", "QUARTERLY"),
        ("３カ月毎", "QUARTERLY"),
        ("四半期ごと", "QUARTERLY"),
        ("年一回", "ANNUAL"),
        ("年１回程度", "ANNUAL"),
        ("年2回", "ANNUAL_2"),
        ("半年に1回", "ANNUAL_2"),
        ("二年に一度", "BIENNIAL"),
        ("毎日更新", "DAILY"),
        ("R/P1Y", "ANNUAL"),
        ("P6M", "ANNUAL_2"),
        ("R/P0.5M", "MONTHLY_2"),
        ("annually", "ANNUAL"),
        ("http://publications.europa.eu/resource/authority/frequency/MONTHLY_2", "MONTHLY_2"),
        ("http://purl.org/cld/freq/semimonthly", "MONTHLY_2"),
        ("", ""),
    ],
)
def test_update_frequencies_are_read(told: str, code: str) -> None:
    assert match_frequency(told).code == code


@pytest.mark.parametrize("told", ["3月", "毎年4月", "なし", "お祭りの前"])
def test_words_that_tell_no_rhythm_stay_words_with_a_finding(told: str) -> None:
    reading = match_frequency(told)
    assert (reading.code, reading.text) == ("", told)
    assert reading.finding is not None
    assert reading.finding.code == "frequency-unknown"


@pytest.mark.parametrize("code", FREQUENCIES)
def test_every_frequency_is_known_by_its_code_and_words(code: str) -> None:
    one = FREQUENCIES[code]
    for told in (code, one.ja, one.en, *one.words):
        assert match_frequency(told).code == code


@pytest.mark.parametrize(
    ("code", "last", "due"),
    [
        ("MONTHLY", "2024-01-31", "2024-02-29"),
        ("ANNUAL", "2024-02-29", "2025-02-28"),
        ("QUARTERLY", "2023-11-30", "2024-02-29"),
        ("WEEKLY", "2024-01-01", "2024-01-08"),
        ("HOURLY", "2024-01-01", "2024-01-02"),
        ("IRREG", "2024-01-01", None),
        ("", "2024-01-01", None),
        ("TRIDECENNIAL", "9990-01-01", None),
    ],
)
def test_the_next_update_is_due_one_period_later(code: str, last: str, due: str | None) -> None:
    found = next_due(code, dt.date.fromisoformat(last))
    assert found == (dt.date.fromisoformat(due) if due else None)


def test_data_is_fresh_for_one_period_and_stale_after_three() -> None:
    last = dt.date(2023, 1, 1)
    assert freshness("ANNUAL", last, today=dt.date(2023, 12, 31)) == 1.0
    assert freshness("ANNUAL", last, today=dt.date(2024, 12, 31)) == 0.5
    assert freshness("ANNUAL", last, today=dt.date(2027, 1, 1)) == 0.0
    assert freshness("IRREG", last, today=dt.date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ("csv", "CSV"),
        (".CSV", "CSV"),
        ("ＣＳＶ", "CSV"),
        ("CSV（UTF-8）", "CSV"),
        ("CSV形式", "CSV"),
        ("text/csv; charset=cp932", "CSV"),
        ("http://publications.europa.eu/resource/authority/file-type/GEOJSON", "GeoJSON"),
        ("https://www.iana.org/assignments/media-types/application/pdf", "PDF"),
        ("エクセル", "XLSX"),
        ("点字", "点字"),
        ("", ""),
    ],
)
def test_formats_are_read_and_unknown_ones_kept(told: str, code: str) -> None:
    assert match_format(told) == code


@pytest.mark.parametrize("code", FORMATS)
def test_every_format_is_known_by_its_code_and_words(code: str) -> None:
    one = FORMATS[code]
    for told in filter(None, (code, one.eu, one.suffix, *one.words)):
        assert match_format(told) == code


def test_an_address_tells_its_format_by_its_suffix_alone() -> None:
    assert format_of_name("https://example.jp/a/b.CSV?v=1#x") == "CSV"
    assert format_of_name("https://example.jp/csv") == ""


@pytest.mark.parametrize(
    ("told", "iso"),
    [
        ("2021/11/04 09:59:26", "2021-11-04T09:59:26"),
        ("2021-11-04T09:59:26+09:00", "2021-11-04T09:59:26+09:00"),
        ("2021-11-04 09:59:26+0900", "2021-11-04T09:59:26+09:00"),
        ("令和5年4月1日", "2023-04-01"),
        ("R5.4.1", "2023-04-01"),
        ("20230401", "2023-04-01"),
        ("2023年4月", "2023-04"),
        ("2023", "2023"),
        ("2023-02-30", ""),
        ("2023-13", ""),
        ("いつか", ""),
        ("", ""),
    ],
)
def test_dates_keep_the_precision_that_was_told(told: str, iso: str) -> None:
    assert iso_date(told) == iso


def test_a_month_lasts_to_its_last_day_and_a_time_without_offset_is_utc() -> None:
    assert last_day("2024-02") == dt.date(2024, 2, 29)
    assert instant("2026-11-22T05:13:44.950173") == dt.datetime(
        2026, 11, 22, 5, 13, 44, 950173, dt.UTC
    )


def test_languages_are_read_from_words_codes_and_addresses() -> None:
    assert split_languages("日本語;英語、ja") == ("ja", "en")
    for code in ("ja", "en", "zh-Hant", "la"):
        assert match_language(language_iri(code)) == code


@pytest.mark.parametrize("piece", ["(", "（）", "1T ", "cc by ", "1年", " ", "2023-01-01 ", "a"])
def test_no_text_however_long_takes_long_to_read(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    assert match_licence(text).code == "notspecified"
    assert match_frequency(text).code == ""
    assert match_format(text) == text.strip().replace("（）", "()")
    assert iso_date(text) == ""
    split_languages(text)
    assert time.process_time() - started < 1
