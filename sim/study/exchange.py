"""A currency other than the study's, in which a contract or an employment is paid."""

from __future__ import annotations

from pydantic import model_validator

from sim.study.base import CurrencyCode, Factor, Model, Spread


class Exchange(Model):
    """What all amounts of the terms are in, and what one unit of it is in the study's currency."""

    code: CurrencyCode
    """ISO 4217 code, such as PHP."""
    rate: Factor
    """Units of the study's currency for one of it, on the mean."""
    cv: Spread = 0.0
    """Coefficient of variation of the season's rate; 0: it is known."""

    @model_validator(mode="before")
    @classmethod
    def _whole(cls, data: object) -> object:
        if isinstance(data, str):
            raise ValueError(f"what is a unit worth? {{code: {data}, rate: 0.0175}} is wanted (got {data})")
        return data
