"""What commands, pages and other apps may use of publishing."""

from __future__ import annotations

from tdpf.apps.publishing.afterwards import settle
from tdpf.apps.publishing.following import follow_in_background
from tdpf.apps.publishing.history import NoSuchVersion, VersionLine, changes, history, rollback
from tdpf.apps.publishing.log import Deed, Log, publication, record_deed
from tdpf.apps.publishing.mappings import (
    BadMapping,
    confirm_table,
    forget_mapping,
    save_mapping,
)
from tdpf.apps.publishing.mappings import listed as saved_mappings
from tdpf.apps.publishing.merging import refresh_merged, stale_sets
from tdpf.apps.publishing.parts import shown_versions
from tdpf.apps.publishing.personal import forget_decisions, personal_decisions
from tdpf.apps.publishing.preview import Preview, TablePreview, preview
from tdpf.apps.publishing.publish import Readers, open_readers, publish
from tdpf.apps.publishing.relating import relate
from tdpf.apps.publishing.report_file import read_report
from tdpf.apps.publishing.reporting import CityReport, Together, city_report, together
from tdpf.apps.publishing.requests import Outcome, PublishRequest
from tdpf.apps.publishing.rows import RowsRefused, drop_table, set_tables_aside, write_rows
from tdpf.apps.publishing.searching import catch_up_search, documents, rebuild_search
from tdpf.apps.publishing.selectors import audit_of, heads, table_named, tables_of, versions
from tdpf.apps.publishing.upkeep import Collected, Damage, Verified, collect_garbage, verify

__all__ = [
    "BadMapping",
    "CityReport",
    "Collected",
    "Damage",
    "Deed",
    "Log",
    "NoSuchVersion",
    "Outcome",
    "Preview",
    "PublishRequest",
    "Readers",
    "RowsRefused",
    "TablePreview",
    "Together",
    "Verified",
    "VersionLine",
    "audit_of",
    "catch_up_search",
    "changes",
    "city_report",
    "collect_garbage",
    "confirm_table",
    "documents",
    "drop_table",
    "follow_in_background",
    "forget_decisions",
    "forget_mapping",
    "heads",
    "history",
    "open_readers",
    "personal_decisions",
    "preview",
    "publication",
    "publish",
    "read_report",
    "rebuild_search",
    "record_deed",
    "refresh_merged",
    "relate",
    "rollback",
    "save_mapping",
    "saved_mappings",
    "set_tables_aside",
    "settle",
    "shown_versions",
    "stale_sets",
    "table_named",
    "tables_of",
    "together",
    "verify",
    "versions",
    "write_rows",
]
