"""Store each cause as a template with its values as well, so that it can be shown in any language."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")


def upgrade() -> None:
    """Add a column beside each `cause`."""
    for table in ("attempts", "verdicts"):
        op.add_column(table, sa.Column("cause_message", _JSON))
