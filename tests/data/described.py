"""Asks a server what its description allows, and more; its answers are what that says."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from starlette.types import ASGIApp, Receive, Scope, Send

# Under the tests' own recursion limits this module cannot be compiled later.
import_module("schemathesis.specs.openapi.schemas")
CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance",
           "response_schema_conformance")  # fmt: skip
OURS = "/api/openapi.json"

Draw = Callable[[st.SearchStrategy], object]
Choose = Callable[[schemathesis.Case, Draw], None]


def outliving(server: ASGIApp) -> ASGIApp:
    """The server as clients may have it that begin and end it."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await server(scope, receive, send)
            return
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})

    return answer


def asked(
    api: ASGIApp,
    document: str,
    path: str,
    method: str = "GET",
    *,
    choose: Choose,
    count: int = 25,
) -> list[int]:
    """The statuses of the answers, each of which is what the description says."""
    operation = schemathesis.openapi.from_asgi(document, api)[path][method]
    checks = [CHECKS.get_one(name) for name in CHECKED]
    statuses: list[int] = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), data=st.data())
    def ask(case: schemathesis.Case, data: st.DataObject) -> None:
        choose(case, data.draw)
        statuses.append(case.call_and_validate(checks=checks).status_code)

    ask()
    return statuses
