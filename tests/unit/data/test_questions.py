"""Connections to the database are few, whatever threads come and go."""

from __future__ import annotations

from threading import Event, Thread

from tdpf.adapters.manifest.sql import Questions, Row


class Database:
    """Counts its connections; a question with a value waits until that is set."""

    placeholder = "?"

    def __init__(self) -> None:
        self.opened = self.closed = 0
        self.is_asked = Event()

    def connect(self) -> Database:
        self.opened += 1
        return self

    def time_text(self, value: object) -> str:
        return str(value)

    def rows(self, sql: str, values: list[Event]) -> list[Row]:
        self.is_asked.set()
        for may_answer in values:
            may_answer.wait()
        return [[sql]]

    def close(self) -> None:
        self.closed += 1


def test_threads_that_come_and_go_use_one_connection() -> None:
    database = Database()
    questions = Questions(database)
    for _ in range(5):
        thread = Thread(target=questions.rows, args=("select 1", []))
        thread.start()
        thread.join()
    questions.close()
    assert (database.opened, database.closed) == (1, 1)


def test_a_connection_in_use_is_closed_when_it_is_free_again() -> None:
    database, may_answer = Database(), Event()
    questions = Questions(database)
    questions.rows("select 1", [])
    database.is_asked.clear()
    thread = Thread(target=questions.rows, args=("select 1", [may_answer]))
    thread.start()
    database.is_asked.wait()
    questions.rows("select 2", [])  # needs one of its own
    questions.close()
    assert (database.opened, database.closed) == (2, 1)
    may_answer.set()
    thread.join()
    assert database.closed == 2
