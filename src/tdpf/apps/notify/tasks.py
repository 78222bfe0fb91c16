"""Link checks and letters as background work."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.conf import settings as django_settings

from tdpf.adapters.mail import Letter, open_mail
from tdpf.adapters.outbound import open_outbound
from tdpf.apps.harvest.service import shared_pace
from tdpf.apps.jobs.service import Beat
from tdpf.apps.notify.digests import send_letters
from tdpf.apps.notify.links import check_links, find_links
from tdpf.core.findings import Text
from tdpf.settings import settings

log = logging.getLogger(__name__)


def now() -> datetime:
    return datetime.now(UTC)


def links(payload: Mapping[str, Any], beat: Beat) -> Text:
    """Look at the addresses whose week is over."""
    del payload
    find_links(at=now())
    client = open_outbound(settings(), pace=shared_pace())
    try:
        count = check_links(
            client, at=now, progress=beat.advance, should_stop=lambda: beat.should_stop
        )
    finally:
        client.close()
    return Text(ja=f"{count:,} 件のURLを確かめました。", en=f"Looked at {count:,} links.")


def letters(payload: Mapping[str, Any], beat: Beat) -> Text | None:
    """Send what is due, where mail is set up."""
    del payload, beat
    mail = open_mail(settings().mail, settings().mail_from)
    if not mail.is_real:
        return None

    def told(letter: Letter, error: str) -> None:
        if error:
            log.warning("a letter could not be sent: %s", error)
        del letter

    count = send_letters(mail, at=now(), site_url=django_settings.SITE_URL, told=told)
    return Text(ja=f"{count:,} 通を送りました。", en=f"Sent {count:,} letters.")
