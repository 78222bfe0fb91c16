"""A pool that outlives its workers."""

from __future__ import annotations

import os
import signal

from tdpf.apps.publishing.workers import Workers


def fragile(job: int) -> str:
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return f"did {job}"


def test_a_job_that_kills_its_worker_is_answered_and_the_others_are_done():
    pool = Workers[int, str](2, fragile, lambda job: f"lost {job}")
    done = [result for _, result, _ in pool.map(range(8))]
    assert done == [f"lost {job}" if job == 3 else f"did {job}" for job in range(8)]


def lucky(job: int) -> int:
    return job * job


def test_results_come_in_the_order_of_the_jobs_whatever_the_number_of_workers():
    for count in (1, 2):
        pool = Workers[int, int](count, lucky, lucky)
        assert [(job, done) for job, done, _ in pool.map(range(5))] == [
            (job, job * job) for job in range(5)
        ]


def test_no_jobs_give_no_results():
    assert list(Workers[int, int](1, lucky, lucky).map([])) == []
