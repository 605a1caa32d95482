"""The rate at which a season's amounts in another currency are paid."""

from __future__ import annotations

import math

from sim.randomness.streams import named_stream
from sim.study.exchange import Exchange


def season_rate(exchange: Exchange | None, seed: int, replication: int) -> float:
    """Return units of the study's currency for one of another in one replication; 1 for the study's own.

    The season's rate is log-normal with mean `rate` and coefficient of variation `cv`: rate × exp(s z − s² ÷ 2), with
    s² = ln(1 + cv²) and z standard normal, one draw by replication and currency, whatever the pool.

    >>> season_rate(Exchange(code="PHP", rate="0.0175"), 1, 0), season_rate(None, 1, 0)
    (0.0175, 1.0)

    """
    if exchange is None:
        return 1.0
    if exchange.cv == 0:
        return exchange.rate
    spread = math.sqrt(math.log1p(exchange.cv**2))
    draw = float(named_stream(seed, replication, f"exchange {exchange.code}").standard_normal())
    return exchange.rate * math.exp(spread * draw - spread**2 / 2)
