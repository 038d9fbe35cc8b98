"""Names of variables, options and keys whose values are secrets."""

from __future__ import annotations

import functools
import re

_WORDS = (
    "PASSWOR[DT]|PASSWD|KENNWORT|SENHA|PASSPHRASE|PASSCODE|SECRET|TOKEN|CREDENTIAL"
    "|API[_.-]?KEY|PRIVATE[_.-]?KEY|ACCESS[_.-]?KEY"
)
"""A name that contains one of these words, in upper or lower case, is the name of a secret."""

_OWNERS = "DB|ROOT|USER|ADMIN|MYSQL|MARIADB|REDIS|REQUIRE|LOGIN|SSH|MY|WP|WEB"
_ENDS = (
    rf"(?:(?:(?<![^\W_])|{_OWNERS})(?:PASS|PW)|(?:(?<=[_.-])|{_OWNERS})PWD|(?<![^\W_])SALT|[_.-]AUTH"
    r"|(?<!HOST)(?<!PUBLIC)(?<!PUB)(?<!GPG)(?<!PGP)[_.-]KEYS?)\d*+(?![\w.-])"
)
"""Endings of such names: `DB_PASS`, `ROOT_PW`, `MYSQL_PWD`, `AUTH_SALT`, `NONCE_KEY`; not `PWD` or `HOST_KEY`."""

_ABOUT = re.compile(
    r"(?i)[_.-]?(?:FILE|NAME|ID|PATH|DIR|URL|HOST|PORT|USER|TYPE|TTL|LENGTH|POLICY|LIFETIME|EXPIR\w*|TIMEOUT|PLUGIN|KIND)$"
)
"""Endings of names that speak about a secret, as `SecretName` does."""


class Names:
    """The patterns that recognise names of secrets: the usual words, and `more` of the course's own."""

    def __init__(self, more: tuple[str, ...]) -> None:
        marks = "|".join([_WORDS, *map(re.escape, more), _ENDS])
        self._mark = re.compile(rf"(?i){marks}")
        self.word = re.compile("|".join([_WORDS, *map(re.escape, more)]), re.IGNORECASE)
        self.more = tuple(word.lower() for word in more)
        # No host can make this slow: it starts only at the start of a name and never backtracks (`++`).
        self.pattern = rf"(?<![\w$.-])(?=[\w.-]*?(?:{marks}))([\w.-]++)"

    def is_secret(self, name: str) -> bool:
        """Whether this is the name of a secret, not of a file that holds one."""
        return self._mark.search(name) is not None and not name.upper().endswith("_FILE")

    def is_about(self, name: str) -> bool:
        """Whether the value is not a secret itself but, say, the name or the age of one. It is hidden all the same."""
        return _ABOUT.search(name) is not None


names = functools.cache(Names)
names(())  # compiled once for most classes, not for each host
