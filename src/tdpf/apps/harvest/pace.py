"""The pace of hosts in the database, so that many workers are as polite as one."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import transaction

from tdpf.adapters.outbound import OutboundError
from tdpf.adapters.outbound.pace import FIRST_PAUSE_S, LONGEST_PAUSE_S, PATIENCE_S
from tdpf.apps.harvest.models import HostPace
from tdpf.settings import settings


class SharedPace:
    """See `tdpf.adapters.outbound.Pace`."""

    def __init__(
        self,
        seconds_between: float,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._between = seconds_between
        self._clock = clock
        self._sleep = sleep
        self._troubled: set[str] | None = None

    def wait(self, host: str, *, at_least_s: float = 0) -> None:
        between = max(self._between, at_least_s)
        if not between and host not in self._hosts_in_trouble():
            return
        now = self._clock()
        turn = self._turn(host, now, between)
        if turn - now > PATIENCE_S:
            raise OutboundError("host-paused", host, is_passing=True, retry_after_s=turn - now)
        if turn > now:
            self._sleep(turn - now)

    def pause(self, host: str, seconds: float | None) -> None:
        with transaction.atomic():
            known = self._locked(host)
            longer = known.pause_s * 2 or FIRST_PAUSE_S
            known.pause_s = min(longer if seconds is None else max(seconds, 1.0), LONGEST_PAUSE_S)
            known.next_at = self._clock() + known.pause_s
            known.save()
        self._hosts_in_trouble().add(host)

    def calm(self, host: str) -> None:
        if host in self._hosts_in_trouble():
            HostPace.objects.filter(host=host[:255]).update(pause_s=0)
            self._hosts_in_trouble().discard(host)

    def _turn(self, host: str, now: float, between: float) -> float:
        with transaction.atomic():
            known = self._locked(host)
            turn = max(now, known.next_at)
            if turn - now <= PATIENCE_S:
                known.next_at = turn + between
                known.save()
        return turn

    def _locked(self, host: str) -> HostPace:
        HostPace.objects.get_or_create(host=host[:255])
        return HostPace.objects.select_for_update().get(host=host[:255])

    def _hosts_in_trouble(self) -> set[str]:
        """Hosts that were paused and have not answered since; asked of the database once."""
        if self._troubled is None:
            paused = HostPace.objects.filter(pause_s__gt=0)
            self._troubled = set(paused.values_list("host", flat=True))
        return self._troubled


def shared_pace(seconds_between: float | None = None) -> SharedPace:
    """The pace of the settings, or one of a source's own."""
    usual = settings().outbound_seconds_between
    return SharedPace(usual if seconds_between is None else seconds_between)
