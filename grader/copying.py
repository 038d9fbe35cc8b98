"""Copies pydantic models that there are by the hundred thousand: `model_copy` takes four times as long."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

_set = object.__setattr__
"""Models have a slower one, which refuses to set a field of a frozen model."""


def with_fields(model: M, fields: Mapping[str, object]) -> M:
    """A shallow copy of a model without private attributes, with other values of these fields. Nothing is validated."""
    copied = object.__new__(type(model))
    _set(copied, "__dict__", {**model.__dict__, **fields})
    _set(copied, "__pydantic_fields_set__", model.__pydantic_fields_set__ | fields.keys())
    _set(copied, "__pydantic_extra__", model.__pydantic_extra__)
    _set(copied, "__pydantic_private__", None)
    return copied
