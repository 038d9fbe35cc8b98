"""Store what was sent to platforms and mail servers, and what they answered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MOMENT = sa.DateTime(timezone=True)
_JSON = sa.Text().with_variant(sa.JSON(), "postgresql")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("student_id", sa.Integer, sa.ForeignKey("students.id", ondelete="CASCADE"), nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("exercise", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", _JSON, nullable=False),
        sa.Column("stamped", _MOMENT, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("answered", _MOMENT),
        sa.Column("accepted", sa.Boolean),
        sa.Column("answer", sa.Text),
        sa.UniqueConstraint("student_id", "service", "target", "exercise", "number"),
    )
