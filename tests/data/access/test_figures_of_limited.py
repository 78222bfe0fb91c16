"""What was counted over all rows of a limited table is told on no page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tdpf.apps.catalog.models import Organisation
from tdpf.apps.catalog.page_data import overview
from tdpf.apps.catalog.page_data.standard_set import set_page
from tdpf.core.standards import standards
from tests.web.fixtures import reading

LIMITED, WHOLE = "131130", "131041"


@pytest.fixture(autouse=True)
def pages(limited_city: dict[str, Any], django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with reading(Path(limited_city["home"]), django_db_blocker):
        yield


def test_the_page_of_the_set_tells_nothing_of_it_and_not_that_it_is_lacking():
    page = set_page(standards()["public_toilet"])
    told = {part.code6 for part in page.parts}
    assert WHOLE in told
    assert LIMITED not in told
    assert LIMITED not in {code6 for code6, _ in page.lacking}


def test_the_matrix_leads_to_it_and_gives_no_figure_of_it():
    lines = {
        line.code6: line for group in overview.current_coverage().groups for line in group.lines
    }
    for code6, is_told in ((WHOLE, True), (LIMITED, False)):
        (cell,) = [cell for cell in lines[code6].cells if cell.slug == "public_toilet"]
        assert cell.dataset
        assert (cell.score is not None, cell.rows > 0) == (is_told, is_told)


def test_lists_of_datasets_and_publishers_count_rows_that_everybody_sees():
    publishers = {line.code6: line.rows for line in overview.publishers()}
    for code6, is_told in ((WHOLE, True), (LIMITED, False)):
        lines = overview.datasets_of(Organisation.objects.get(code6=code6))
        (line,) = [line for line in lines if line.standard == "public_toilet"]
        assert (line.score is not None, line.rows > 0) == (is_told, is_told)
        assert publishers[code6] == sum(line.rows for line in lines)
    news = {item.name: item.rows for item in overview.home().news}
    assert news["131130-public-toilet"] == 0
    assert news["131041-public-toilet"] == 1
