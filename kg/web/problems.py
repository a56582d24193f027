"""What is said of an error to those who ask the site, and have no command line."""

from __future__ import annotations

from kg.credentials import text_without_credentials
from kg.errors import KgError
from kg.redaction import without_secrets

__all__ = ["words_of"]


def words_of(error: KgError) -> str:
    """Return what is said of an error here, where nobody can add an option to a command.

    Examples
    --------
    >>> from kg.errors import QueryRefused
    >>> words_of(QueryRefused("the query writes", hint="add --write"))
    'the query writes'
    """
    hint = None if "--" in (error.hint or "") else error.hint
    words = ", ".join(part for part in (error.what, error.where, hint) if part)
    return without_secrets(text_without_credentials(words))
