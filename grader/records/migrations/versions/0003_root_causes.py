"""Store the root cause of each verdict."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")


def upgrade() -> None:
    """Add a column for what a check failed for."""
    op.add_column("verdicts", sa.Column("root", _JSON))
