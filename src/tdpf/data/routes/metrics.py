"""`/metrics`: what this process answered and keeps in memory, for Prometheus."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from tdpf.data.context import context_of
from tdpf.data.metrics import MEDIA_TYPE


async def metrics(request: Request) -> Response:
    """Counters and gauges of the process that answers; `pid` tells several from each other."""
    context = context_of(request)
    text = context.metrics.text(
        {
            "tdpf_loaded_tables": len(context.shelf.tables),
            "tdpf_table_cache_bytes": context.shelf.tables.size_bytes,
            "tdpf_layer_cache_bytes": context.layers.size_bytes,
            "tdpf_answer_cache_bytes": context.answers.size_bytes,
        }
    )
    return Response(text, headers={"Cache-Control": "no-store"}, media_type=MEDIA_TYPE)
