"""Sums over the states of one queue, M/M/n+M with balking, in closed form and for whole arrays at once.

State j counts the contacts in the queue and in hand. Contacts arrive at rate λ while an agent is free; when all n are
busy, only the share 1 − balk joins (rate λq). An agent completes at rate μ = 1 / handle time, a waiting contact leaves
at rate θ = 1 / patience (0: never). With π the steady state and πn the state "all busy, nobody waits":

    F = Σ_{j<n} πj / πn          (somebody is free)
    S = Σ_{k≥0} πn+k / πn        (all are busy, k wait),   πn+k / πn = Π_{i=1..k} λq / (nμ + iθ)

so that P(all busy) = S / (F + S). With c = nμ/θ and z = λq/θ, S is Kummer's 1F1(1; c+1; z) = c e^z z^−c γ(c, z)
(Palm 1957; Riordan 1962), and F = n/a · 1/B(n−1, a) with Erlang's B at the offered load a = λ/μ. Both overflow for
large systems, so they are kept as logarithms.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

# exp(600) is still a float with all its digits; beyond it the incomplete gamma functions begin to underflow
_LOG_SAFE = 600.0
_BLOCK = 64


class WaitingSum(NamedTuple):
    """The sum S over the states in which all agents are busy, and the mean wait they bring to a contact that joins."""

    log_sum: Array
    mean_wait: Array


def log_free_sum(agents: ArrayLike, offered_load: ArrayLike) -> Array:
    """The logarithm of F, the weight of the states with a free agent against the state "all busy, nobody waits".

    `agents` (whole numbers) and `offered_load` (erlangs) broadcast. No agents: −inf; no load: +inf.

    >>> round(float(np.exp(log_free_sum(2, 1.0))), 12)  # (1 + 1) / (1/2)
    4.0
    """
    agents, load = np.broadcast_arrays(np.asarray(agents, float), np.asarray(offered_load, float))
    logs = np.full(agents.shape, -np.inf)
    idle = (agents > 0) & (load == 0)
    logs[idle] = np.inf
    work = (agents > 0) & ~idle
    logs[work] = np.log(agents[work] / load[work]) + log_inverse_erlang_b(agents[work] - 1, load[work])
    return logs


def log_inverse_erlang_b(servers: ArrayLike, offered_load: ArrayLike) -> Array:
    """The logarithm of 1/B(n, a) = n! Σ_{j≤n} a^(j−n) / j!, for loads above zero; `servers` and load broadcast.

    1/B is the upper incomplete gamma function, e^a a^−n Γ(n+1, a) (Jagerman 1974).

    >>> float(np.exp(log_inverse_erlang_b(1, 1.0)))
    2.0
    """
    from scipy.special import gammaincc

    servers, load = np.broadcast_arrays(np.asarray(servers, float), np.asarray(offered_load, float))
    scale = _log_gamma_scale(servers, load)
    logs = np.empty(servers.shape)
    gamma = (load <= servers) | (scale < _LOG_SAFE)
    logs[gamma] = scale[gamma] + np.log(gammaincc(servers[gamma] + 1, load[gamma]))
    n, a = servers[~gamma], load[~gamma]  # far overload: the terms n/a · (n−1)/a · ... fall fast
    total, term, step = np.ones(n.shape), np.ones(n.shape), 0
    while np.any(term > 1e-17 * total):
        term = term * np.maximum(n - step, 0) / a
        total += term
        step += 1
    logs[~gamma] = np.log(total)
    return logs


def waiting_sum(agent_rate: ArrayLike, joining_rate: ArrayLike, leaving_rate: ArrayLike) -> WaitingSum:
    """S as a logarithm, and the mean wait (seconds, to answer or to leaving) of a contact that joins the queue.

    `agent_rate` nμ, `joining_rate` λq and `leaving_rate` θ are per second and broadcast. Where nobody leaves and
    λq ≥ nμ > 0, or there are no agents, the queue grows without bound and both are inf.

    >>> erlang_c = waiting_sum(2.0, 1.0, 0.0)
    >>> round(float(np.exp(erlang_c.log_sum)), 12), float(erlang_c.mean_wait)  # 1/(1 − 1/2), 1/(2 − 1)
    (2.0, 1.0)
    """
    rates = (np.asarray(rate, float) for rate in (agent_rate, joining_rate, leaving_rate))
    agent, joining, leaving = np.broadcast_arrays(*rates)
    logs, waits = np.full(agent.shape, np.inf), np.full(agent.shape, np.inf)
    stable = (leaving == 0) & (joining < agent)
    logs[stable] = -np.log1p(-joining[stable] / agent[stable])
    waits[stable] = 1 / (agent[stable] - joining[stable])
    leave = leaving > 0
    theta = leaving[leave]
    log_sum, slope = _kummer(agent[leave] / theta, joining[leave] / theta)
    logs[leave], waits[leave] = log_sum, slope / theta
    return WaitingSum(logs, waits)


def log_virtual_wait(agent_rate: ArrayLike, joining_rate: ArrayLike, leaving_rate: ArrayLike, wait: ArrayLike) -> Array:
    """The logarithm of Σ_k (πn+k / πn) P(an endlessly patient contact behind k others waits longer than `wait`).

    Equals exp(λq H(t) − nμ t) · S(nμ, λq e^(−θt), θ) with H(t) = (1 − e^(−θt)) / θ, the integral of the patience's
    survival function (Baccelli & Hebuterne 1981; Zeltyn & Mandelbaum 2005). All broadcast; `wait` in seconds.

    >>> round(float(log_virtual_wait(2.0, 1.0, 0.0, 3.0)), 12)  # log(2 e^−3)
    -2.30685281944
    """
    rates = (np.asarray(value, float) for value in (agent_rate, joining_rate, leaving_rate, wait))
    agent, joining, leaving, t = np.broadcast_arrays(*rates)
    left = np.where(leaving > 0, -np.expm1(-leaving * t) / np.where(leaving > 0, leaving, 1.0), t)
    still = waiting_sum(agent, joining * np.exp(-leaving * t), leaving).log_sum
    return np.asarray(joining * left - agent * t + still)


def waiting_range(agent_rate: float, joining_rate: float, leaving_rate: float) -> tuple[int, int]:
    """First and last k of the states with k waiting that matter: the rest weighs less than 1e-20 of the heaviest.

    >>> waiting_range(1.0, 0.5, 0.0)  # 2^−67 is below 1e-20
    (0, 67)
    """
    falling = 46.1 / -np.log(joining_rate / agent_rate) if 0 < joining_rate < agent_rate else np.inf
    if joining_rate == 0 or leaving_rate == 0:
        if joining_rate >= agent_rate > 0:
            raise ValueError("the queue grows without bound")
        return 0, 0 if joining_rate == 0 else int(np.ceil(falling))
    c, z = agent_rate / leaving_rate, joining_rate / leaving_rate
    spread = 12 * np.sqrt(max(c, z)) + 100
    return int(max(0.0, z - c - spread)), int(np.ceil(max(0.0, z - c) + min(spread, falling)))


def log_waiting_terms(agent_rate: float, joining_rate: float, leaving_rate: float, first: int, last: int) -> Array:
    """The logarithms of πn+k / πn+first for k = first..last, shape (last − first + 1,).

    >>> np.exp(log_waiting_terms(1.0, 0.5, 0.5, 0, 2)).round(6).tolist()  # 1, 1/3, 1/3 · 1/4
    [1.0, 0.333333, 0.083333]
    """
    if joining_rate == 0:
        return np.where(np.arange(first, last + 1) == first, 0.0, -np.inf)
    k = np.arange(first + 1, last + 1)
    return np.concatenate([[0.0], np.cumsum(np.log(joining_rate / (agent_rate + k * leaving_rate)))])


def _kummer(c: Array, z: Array) -> tuple[Array, Array]:
    """Log of S = 1F1(1; c+1; z), and its relative slope S'/S, for c ≥ 0 and z ≥ 0."""
    logs, slopes = np.empty(c.shape), np.empty(c.shape)
    # the series adds positive terms only; near and above z = c it is long, and the incomplete gamma function is safe
    series = (z < c) & ((c < 1e4) | (z < c - 4 * np.sqrt(c))) | (z < 1e-3)
    logs[series], slopes[series] = _kummer_series(c[series], z[series])
    logs[~series], slopes[~series] = _kummer_gamma(c[~series], z[~series])
    return logs, slopes


def _kummer_series(c: Array, z: Array) -> tuple[Array, Array]:
    terms, slope, last = np.zeros(c.shape), np.zeros(c.shape), np.asarray(np.ones(c.shape))
    k = np.arange(1.0, _BLOCK + 1)  # z^(k−1) / (c+1)...(c+k), a block of k at a time
    while True:
        steps = np.where(k == 1, 1.0, z[:, None]) / (c[:, None] + k)
        steps[:, 0] *= last
        block = np.cumprod(steps, axis=1)
        terms += block.sum(axis=1)
        slope += block @ k
        last = np.asarray(block[:, -1])
        if np.all(last * k[-1] <= 1e-17 * slope):
            return np.log1p(z * terms), slope / (1 + z * terms)
        k = k + _BLOCK


def _kummer_gamma(c: Array, z: Array) -> tuple[Array, Array]:
    from scipy.special import gammainc

    logs = _log_gamma_scale(c, z) + np.log(gammainc(c, z))
    return logs, 1 - c / z + c / z * np.exp(-logs)  # z S' = c + (z − c) S


def _log_gamma_scale(c: Array, z: Array) -> Array:
    """The logarithm of e^z z^−c Γ(c+1), without the cancellation of its three large parts."""
    from scipy.special import gammaln

    large = c > 20
    big = np.where(large, c, 20.0)
    tail = 1 / big * (1 / 12 - 1 / big**2 * (1 / 360 - 1 / big**2 * (1 / 1260 - 1 / (1680 * big**2))))
    stirling = 0.5 * np.log(2 * np.pi * big) + tail + big * _excess((z - big) / big)
    small = np.where(large, 0.0, c)
    direct = z - np.where(small > 0, small * np.log(z), 0.0) + gammaln(small + 1)
    return np.asarray(np.where(large, stirling, direct))


def _excess(x: Array) -> Array:
    """x − log(1 + x), with all its digits for small x; x > −1."""
    near = np.abs(x) < 0.01
    y = np.where(near, x, 0.0)
    series = y * y * (1 / 2 - y * (1 / 3 - y * (1 / 4 - y * (1 / 5 - y * (1 / 6 - y * (1 / 7 - y / 8))))))
    far = np.where(near, 1.0, x)
    return np.asarray(np.where(near, series, far - np.log1p(far)))
