"""SQL that strangers may send: parsed, checked against an allow-list, and written anew.

What runs is never the asker's text but the text of the checked tree, in which every table is one
that the caller resolved (design: tables, section 4).
"""

from tdpf.core.sql.check import Question, read
from tdpf.core.sql.columns import told_apart, words_of
from tdpf.core.sql.errors import SqlError
from tdpf.core.sql.rewrite import rewritten

__all__ = ["Question", "SqlError", "read", "rewritten", "told_apart", "words_of"]
