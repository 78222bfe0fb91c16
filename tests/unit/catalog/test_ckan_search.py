"""What CKAN clients write into q, fq, sort and facets, and what it finds."""

from __future__ import annotations

import datetime as dt

import pytest

from tdpf.core.catalog.ckan.date_math import read_moment
from tdpf.core.catalog.ckan.envelope import BadSearch, Invalid, UnknownField
from tdpf.core.catalog.ckan.lucene import parse
from tdpf.core.catalog.ckan.match import facts_of, matches
from tdpf.core.catalog.ckan.search import MOST_ROWS, read_search
from tdpf.core.catalog.ckan.tree import EVERYTHING, AllOf, AnyOf, Between, Present, Without, Words
from tests.unit.catalog.city import ALL_TOILETS, FESTIVALS, TOILETS

NOW = dt.datetime(2026, 11, 24, 10, 30, 15, tzinfo=dt.UTC)
CITY = {"toilets": TOILETS, "festivals": FESTIVALS, "all": ALL_TOILETS}
EVERY = {"toilets", "festivals", "all"}


def found(expression: str) -> set[str]:
    tree = parse(expression, now=NOW)
    return {name for name, dataset in CITY.items() if matches(tree, facts_of(dataset))}


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("", EVERY),
        ("*:*", EVERY),
        ("*", EVERY),
        ("トイレ", {"toilets", "all"}),
        ("ﾄｲﾚ", {"toilets", "all"}),
        ("トイレ -オストメイト", {"all"}),
        ("トイレ AND NOT オストメイト", {"all"}),
        ("オストメイト OR お祭り", {"toilets", "festivals"}),
        ("+公衆トイレ +位置", {"toilets"}),
        ('"公衆トイレ一覧"', {"toilets", "all"}),
        ("title:トイレ*", {"toilets", "all"}),
        ("title:公衆*覧", {"toilets", "all"}),
        ("title:祭", {"festivals"}),
        ("title:(祭 OR 統合表)", {"festivals", "all"}),
        ("organization:shibuya", {"toilets", "festivals"}),
        ('organization:"shibuya"', {"toilets", "festivals"}),
        ("-organization:shibuya", {"all"}),
        ("organization:*", {"toilets", "festivals"}),
        ("organization:[* TO *]", {"toilets", "festivals"}),
        ("-license_id:notspecified", {"toilets", "all"}),
        ("res_format:CSV", {"toilets"}),
        ("res_format:csv", {"toilets"}),
        ("tags:トイレ", {"toilets"}),
        ("tags:トイ*", {"toilets"}),
        ("name:131130-*", {"toilets"}),
        (f"id:{TOILETS.id}", {"toilets"}),
        ("(groups:health OR groups:machi)", {"toilets"}),
        ("(groups:health+OR+groups:machi)".replace("+", " "), {"toilets"}),
        ("+organization:shibuya +groups:health", {"toilets"}),
        ("metadata_modified:[2026-11-22T04:13:44Z TO *]", EVERY),
        ("metadata_modified:{2026-11-22T05:13:44.950173Z TO *]", set()),
        ("metadata_created:[2021-01-01T00:00:00Z TO 2021-12-31T23:59:59Z]", {"toilets"}),
        ("metadata_modified:[NOW-7DAYS TO NOW]", EVERY),
        ("metadata_modified:[NOW/DAY TO *]", set()),
        ("state:active AND type:dataset AND capacity:public", EVERY),
        ("private:true", set()),
        ("title:トイレ^3 公衆", {"toilets", "all"}),
        ("conforms_to:public_toilet", {"toilets", "all"}),
        ("code6:131130", {"toilets", "festivals"}),
        ("NOT (トイレ OR 祭)", set()),
        ("祭　OR　トイレ", EVERY),
    ],
)
def test_expressions_find_what_they_say(expression: str, names: set[str]) -> None:
    assert found(expression) == names


def test_not_binds_tighter_than_and_and_and_tighter_than_or() -> None:
    a, b, c = Words("a"), Words("b"), Words("c")
    assert parse("a OR b AND NOT c") == AnyOf((a, AllOf((b, Without(c)))))
    assert parse("a b OR c") == AnyOf((AllOf((a, b)), c))
    assert parse("(a OR b) c") == AllOf((AnyOf((a, b)), c))
    assert parse("tags:(a b)") == AllOf((Words("a", "tags"), Words("b", "tags")))


def test_signs_inside_words_and_escaped_signs_are_letters() -> None:
    assert parse("C++") == Words("C++")
    assert parse("2024-04 UTF-8") == AllOf((Words("2024-04"), Words("UTF-8")))
    assert parse(r"a\:b \(x\) \*") == AllOf((Words("a:b"), Words("(x)"), Words("*")))
    assert parse("https://example.jp/a 12:30") == AllOf(
        (Words("https://example.jp/a"), Words("12:30"))
    )
    assert parse(r'"say \"a\""') == Words('say "a"', is_phrase=True)


def test_ranges_are_open_or_closed_at_either_end() -> None:
    assert parse("name:{a TO b]") == Between("name", "a", "b", with_low=False)
    assert parse('name:["a b" TO *}') == Between("name", "a b", None, with_high=False)
    assert parse("metadata_created:[* TO *]") == Present("metadata_created")
    assert parse("*:[* TO *]") == EVERYTHING


@pytest.mark.parametrize("expression", ["colour:red", "title:a AND (colour:red)", "_text_:a"])
def test_an_unknown_field_is_named(expression: str) -> None:
    with pytest.raises(UnknownField) as caught:
        parse(expression)
    assert caught.value.field in expression
    with pytest.raises(UnknownField):
        read_search({"q": expression})


@pytest.mark.parametrize(
    "expression",
    [
        "(a",
        "a)",
        '"a',
        "[a TO",
        "title:",
        "AND",
        "a OR",
        "a AND",
        "-",
        "[a TO b]",
        "a~2",
        "metadata_modified:yesterday",
        "metadata_modified:[NOW TO *]",
        "(" * 60 + "a" + ")" * 60,
        "a" * 10_001,
    ],
)
def test_what_cannot_be_read_is_an_error_in_fq_and_plain_words_in_q(expression: str) -> None:
    if expression != "-":
        with pytest.raises(BadSearch):
            read_search({"fq": expression})
    assert read_search({"q": expression}).where == EVERYTHING


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("NOW", "2026-11-24T10:30:15"),
        ("NOW-1DAY", "2026-11-23T10:30:15"),
        ("NOW/DAY-1MONTH+2HOURS", "2026-10-24T02:00:00"),
        ("NOW/YEAR", "2026-01-01T00:00:00"),
        ("2024-02-29T00:00:00Z+1YEAR", "2025-02-28T00:00:00"),
        ("2024", "2024-01-01T00:00:00"),
        ("2024-03", "2024-03-01T00:00:00"),
        ("2024-03-05", "2024-03-05T00:00:00"),
        ("2024-03-05T09:00:00+09:00", "2024-03-05T00:00:00"),
        ("2024-03-05T09:00", "2024-03-05T09:00:00"),
    ],
)
def test_dates_may_be_counted_from_now(text: str, moment: str) -> None:
    assert read_moment(text, now=NOW) == dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2024-13", "2024-02-30", "NOW+1FORTNIGHT", "NOW-999999YEARS", "NOW/WEEK", "NOW x"],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_moment(text, now=NOW) is None


def test_the_free_words_of_q_are_kept_for_ranking_and_the_rest_filters() -> None:
    search = read_search(
        {"q": '渋谷 "公衆トイレ" organization:shibuya -祭', "fq": "res_format:CSV"}
    )
    assert search.words == '渋谷 "公衆トイレ"'
    assert search.where == AllOf(
        (Words("shibuya", "organization"), Without(Words("祭")), Words("CSV", "res_format"))
    )


def test_several_filters_must_all_hold() -> None:
    together = read_search({"fq": "tags:a tags:b"}).where
    assert read_search({"fq": ["tags:a", "tags:b"]}).where == together
    assert read_search({"fq": "tags:a", "fq_list": '["tags:b"]'}).where == together
    # An OR inside one filter does not leak into the next.
    assert read_search({"fq": ["tags:a OR tags:b", "tags:c"]}).where == AllOf(
        (AnyOf((Words("a", "tags"), Words("b", "tags"))), Words("c", "tags"))
    )


def test_scrapers_ask_for_absurdly_many_rows_and_all_facets() -> None:
    search = read_search(
        {
            "q": "",
            "rows": "999999",
            "start": "0",
            "facet.field": '["groups","organization","res_format","license_id"]',
            "facet.limit": "-1",
        }
    )
    assert (search.rows, search.asked_rows) == (MOST_ROWS, 999_999)
    assert search.facets == ("groups", "organization", "res_format", "license_id")
    assert search.facet_limit is None
    assert read_search({}).facet_limit == 50
    assert read_search({"facet": "false", "facet.field": '["tags"]'}).facets == ()


def test_sorting_is_by_known_fields() -> None:
    assert read_search({}).sort == (("score", True), ("metadata_modified", True))
    assert read_search({"sort": "title_string asc, id"}).sort == (("title", False), ("id", False))
    with pytest.raises(UnknownField):
        read_search({"sort": "colour asc"})
    with pytest.raises(BadSearch):
        read_search({"sort": "name sideways"})


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"rows": "ten"}, "rows"),
        ({"rows": -1}, "rows"),
        ({"start": True}, "start"),
        ({"q": ["a"]}, "q"),
        ({"fq": {"a": 1}}, "fq"),
        ({"facet.field": "[1]"}, "facet.field"),
    ],
)
def test_a_bad_parameter_is_named(parameters: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_search(parameters)
    assert list(caught.value.problems) == [field]
