"""Store which fields of the Engine's answers each check read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")


def upgrade() -> None:
    """Add a column for the fields."""
    op.add_column("verdicts", sa.Column("reads", _JSON))
