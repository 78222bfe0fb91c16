"""Normal forms: what one cell becomes. Pure functions of one text, idempotent, blank stays blank.

Each gives `(text, problem)`. Without a problem `text` is the normal form; with one it is the source
text, trimmed, and `problem` is the code of the finding.
"""

from tdpf.core.standardize.forms.registry import FORMS, Normal, Normaliser, normaliser
from tdpf.core.standardize.forms.whole import is_normal_column

__all__ = ["FORMS", "Normal", "Normaliser", "is_normal_column", "normaliser"]
