"""What an office should know about its datasets, in one plain letter a day at most."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core import signing

from tdpf.adapters.mail import Letter, Mail, MailFailed
from tdpf.apps.catalog.service import dataset_of, due_of, public_datasets
from tdpf.apps.harvest.service import Item
from tdpf.apps.notify.links import broken_links
from tdpf.apps.notify.models import Office

AT_MOST_EVERY = timedelta(hours=20)  # a letter a day, also when the clock of the job drifts
REMIND_EVERY = timedelta(days=14)  # of what has not changed
SHOWN = 20
SALT = "tdpf.notify.stop"


@dataclass
class Digest:
    """Lines for one office, by what they are about."""

    overdue: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def mark(self) -> str:
        lines = [*self.overdue, "", *self.broken, "", *self.failed]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def digests(*, today: date) -> dict[str, Digest]:
    """A digest for each office that something is to be told, by its address."""
    office: dict[str, tuple[str, str]] = {}
    found: defaultdict[str, Digest] = defaultdict(Digest)
    for dataset in public_datasets().iterator(chunk_size=500):
        told = dataset_of(dataset)
        email = told.contact.email.strip().lower()[:320]
        if not email:
            continue
        office[dataset.id] = (email, dataset.title)
        found_due = due_of(told)
        if found_due and found_due[1] < today:
            due = found_due[1]
            days = (today - due).days
            found[email].overdue.append(
                f"「{dataset.title}」 予定日 {due:%Y-%m-%d}（{days}日経過） / "
                f"due {due:%Y-%m-%d}, {days} days ago"
            )
    for link in broken_links():
        if link.dataset in office:
            email, title = office[link.dataset]
            found[email].broken.append(f"「{title}」 {link.url}")
    for item in _failed_files():
        if item.dataset in office:
            email, title = office[item.dataset]
            told = f"「{title}」 {item.title} {item.url}\n    {item.message_ja}"
            found[email].failed.append(f"{told}\n    {item.message_en}")
    return dict(sorted(found.items()))


def _failed_files() -> Iterable[Item]:
    """Files whose failure needs a person: not those that are merely tried again."""
    needs = (Item.State.NOT_A_TABLE, Item.State.NEEDS_PERSON, Item.State.FAILED)
    return Item.objects.filter(state__in=needs).exclude(code="").iterator(chunk_size=500)


def letter_for(email: str, digest: Digest, site_url: str) -> Letter:
    """The digest as a letter in plain Japanese, English below."""
    stop = f"{site_url}/notify/stop/{signing.dumps(email, salt=SALT)}"
    parts = [
        "データの担当者様",
        "",
        "公開中のデータについて、確かめていただきたいことがあります。",
        "Please look at these points of your published data.",
        "",
        *_part("更新の予定日を過ぎたもの / Overdue", digest.overdue),
        *_part("つながらないURL / Broken links", digest.broken),
        *_part("表にできなかったファイル / Files that are no table", digest.failed),
        f"詳しくは / More: {site_url}/harvest",
        f"今後この知らせを受け取らない / No more of these: {stop}",
    ]
    count = len(digest.overdue) + len(digest.broken) + len(digest.failed)
    return Letter(
        to=email,
        subject=f"公開データの確認のお願い（{count}件） / {count} points about your data",
        text="\n".join(parts) + "\n",
        stop_url=stop,
    )


def _part(title: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"■ {title}（{len(lines)}）"
    yield from (f"  - {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  ほか {len(lines) - SHOWN} 件 / and {len(lines) - SHOWN} more"
    yield ""


def due_letters(*, at: datetime, site_url: str) -> list[tuple[Letter, Digest]]:
    """Letters that may go now: not stopped, none today, and something new or long unsaid."""
    known = {office.email: office for office in Office.objects.all()}
    letters = []
    for email, digest in digests(today=at.date()).items():
        office = known.get(email)
        letter = letter_for(email, digest, site_url)
        if letter.is_sendable and (office is None or _may_go(office, digest, at)):
            letters.append((letter, digest))
    return letters


def _may_go(office: Office, digest: Digest, at: datetime) -> bool:
    if office.is_stopped:
        return False
    if office.sent_at is None:
        return True
    passed = at - office.sent_at
    return passed >= REMIND_EVERY or (passed >= AT_MOST_EVERY and office.about != digest.mark)


def send_letters(
    mail: Mail,
    *,
    at: datetime,
    site_url: str,
    told: Callable[[Letter, str], None] = lambda *_: None,
) -> int:
    """Send what is due; how many went. One that fails holds up no other."""
    sent = 0
    for letter, digest in due_letters(at=at, site_url=site_url):
        # Written first: a process killed in between tells an office once too seldom, never twice.
        values = {"sent_at": at, "about": digest.mark}
        Office.objects.update_or_create(email=letter.to, defaults=values)
        try:
            mail.send(letter)
        except MailFailed as error:
            Office.objects.filter(email=letter.to).update(sent_at=None)
            told(letter, str(error))
            continue
        told(letter, "")
        sent += 1
    return sent


def address_of(token: str) -> str | None:
    """Whose stop link this is; None for one that we did not write."""
    try:
        return str(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        return None


def stop_letters(email: str) -> None:
    """No more letters to this office, whatever is wrong with its data."""
    Office.objects.update_or_create(email=email, defaults={"is_stopped": True})
