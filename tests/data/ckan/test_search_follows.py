"""Words that are changed through CKAN are found by the pages' search a moment later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import ckanapi
import httpx
import pytest

from tests.data.server import Served, serving

pytestmark = pytest.mark.xdist_group("search-follows")
TOKEN = "a-token-for-tests-of-more-than-32-letters"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("search-follows") / "home"
    with serving(home, TDPF_OPERATOR_TOKEN=TOKEN, TDPF_WORKER="0") as server:
        yield server


@pytest.fixture(scope="module")
def writer(server: Served) -> Iterator[ckanapi.RemoteCKAN]:
    with ckanapi.RemoteCKAN(f"http://127.0.0.1:{server.port}", apikey=TOKEN) as ckan:
        ckan.action.organization_create(name="kankyo", title="環境局")
        ckan.action.package_create(name="trees", title="街路樹の位置", owner_org="kankyo")
        yield ckan


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it takes to come true; a busy machine has half a minute."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < 30, "it never came true"
    return time.monotonic() - began


def test_a_dataset_renamed_over_ckan_is_found_by_its_new_words_and_not_by_the_old(
    server: Served, writer: ckanapi.RemoteCKAN
) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as reader:

        def finds(words: str) -> bool:
            return "/datasets/trees" in reader.get("/search", params={"q": words}).text

        seconds_until(lambda: finds("街路樹"))
        taken = []
        for old, new in (("街路樹", "並木"), ("並木", "大銀杏"), ("大銀杏", "緑陰")):
            writer.action.package_patch(id="trees", title=f"{new}の位置")
            taken.append(seconds_until(lambda new=new: finds(new)))
            assert not finds(old)
        assert min(taken) < 10, taken  # 2 on a calm machine
        writer.action.organization_patch(id="kankyo", title="みどり推進局")
        seconds_until(lambda: finds("みどり推進局"))
