"""Gives a program that a test starts the PostgreSQL database of its home, unless it names one."""

import os

_is_asked = {"TESTS_POSTGRESQL", "TDPF_HOME"} <= os.environ.keys()
if _is_asked and "TDPF_DATABASE" not in os.environ:
    from homes import database_of

    os.environ["TDPF_DATABASE"] = database_of(os.environ["TDPF_HOME"])
