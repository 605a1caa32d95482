"""Another case for each notebook, as a lecturer would give it: other parameters, none of them special."""

from __future__ import annotations

from typing import Any

OTHER: dict[str, dict[str, Any]] = {
    "01_first_study": {"CALLS_PER_HOUR": 108, "AGENTS": [7, 8, 10], "REPLICATIONS": 4, "SEED": 11},
    "02_why_full_hurts": {
        "CALLS_PER_HOUR": 240, "HANDLE_TIME": 150.0, "LOADS": [9, 20], "BETA": 0.5, "REPLICATIONS": 3, "THROWS": 6,
        "SEED": 12,
    },
    "03_erlang_and_simulation": {
        "CALLS_PER_HOUR": 240, "AGENTS": [9, 11, 12], "PATIENCE": 90.0, "REPLICATIONS": 2, "SEED": 13,
    },
    "04_pooling_and_skills": {
        "CALLS_PER_HOUR": 72, "TEAM": 6, "SLOWER": 1.25, "SURPRISE": 0.2, "REPLICATIONS": 2, "SEED": 14,
    },
    "05_seasons_and_uncertainty": {
        "PER_WEEK": 9_600, "DAY_CVS": [0.2], "SWING": 0.3, "SEASON_CV": 0.0, "ON_DEMAND": 0.5, "SEASONS": 8,
        "REPLICATIONS": 2, "SEED": 15,
    },
    "06_time_zones": {
        "MARKETS": {"New York": "Europe/London", "London": "Europe/London"},
        "PER_WEEK": {"New York": 2_880, "London": 2_400},
        "SITES": {"Dublin": "Europe/Dublin", "Manila": "Asia/Manila"},
        "REPLICATIONS": 2,
        "SEED": 16,
    },
    "07_in_house_vendor_or_both": {
        "LOAD": 14.4, "OWN": 16, "VOLUMES": [180, 540], "PEAKS": [1.5], "REPLICATIONS": 2, "SEASONS": 1, "SEED": 17,
    },
    "08_reading_a_contract": {
        "PER_WEEK": 1_440, "MINIMUM": 1_500, "BAND": 1_000, "RESOLVES": 1.0, "PEAK": 0.4, "REPLICATIONS": 2, "SEED": 18,
    },
    "09_is_the_difference_real": {
        "CALLS_PER_HOUR": 48, "AGENTS": 4, "SHORTER": 0.1, "DAYS": 60, "GROUP": 6, "SEED": 19,
    },
    "10_one_desk_three_channels": {
        "TEAMS": {"phone": 6, "chat": 3, "email": 2},
        "PER_WEEK": {"phone": 4_080, "chat": 2_400, "email": 2_640},
        "SLOWDOWN": [1, 1.4],
        "REPLICATIONS": 1,
        "SEED": 20,
    },
    "recipe_your_own_history": {
        "MADE_UP_PER_WEEK": 1_920, "TIME_ZONE": "America/New_York", "HOLDOUT_WEEKS": 2, "SEASON_CV": 0.0,
        "REPLICATIONS": 2, "SEED": 21,
    },
}  # fmt: skip

EDGES: list[tuple[str, dict[str, Any], str]] = [
    (
        "02_why_full_hurts", {"CALLS_PER_HOUR": 8, "LOADS": [4], "REPLICATIONS": 2, "THROWS": 2},
        r"\n1 agent for exactly",
    ),
    ("04_pooling_and_skills", {"CALLS_PER_HOUR": 6, "TEAM": 1, "REPLICATIONS": 2}, r"\n2 all-rounders against none"),
    (
        "04_pooling_and_skills", {"CALLS_PER_HOUR": 600, "TEAM": 45, "REPLICATIONS": 2},
        r"\n20% of the agents as all-rounders bring [6-9]\d% of the gain",
    ),
    (
        "05_seasons_and_uncertainty",
        {"PEAK_HOUR": 22, "ON_DEMAND": 0.25, "DAY_CVS": [0.0], "SEASONS": 2, "REPLICATIONS": 2},
        r"3\.9 hours   by formula, simulated [2-5]\.\d \((.|\n)* 0 agents(.|\n)*\n +0 .* \+0\.0 ",
    ),
    ("08_reading_a_contract", {"MINIMUM": 0, "RATE": 25.0, "REPLICATIONS": 2}, r"rate is 21% above our wage"),
    (
        "09_is_the_difference_real", {"SHORTER": -0.05, "DAYS": 20, "GROUP": 5},
        r"\nsame customers +[1-4] of 4 experiments see it",
    ),
    (
        "10_one_desk_three_channels",
        {
            "TEAMS": {"phone": 2, "chat": 1, "email": 1}, "PER_WEEK": {"phone": 900, "chat": 500, "email": 600},
            "REPLICATIONS": 1,
        },
        r"left out: chat apart, 1 \+ 1\.",
    ),
]  # fmt: skip
"""Cases at the edges of what a lesson can be asked, and what it must print of them."""
