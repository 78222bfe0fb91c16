"""The code lists that lie beside these modules."""

from importlib.resources import files


def read_data(name: str) -> str:
    return (files("tdpf.core.catalog") / name).read_text(encoding="utf-8")
