"""The desk beside exact theory: chats, rising priorities, pools that help, second tiers, retries, the telethon.

Every comparison holds an exact value against a 99.9 % interval, so that a correct program fails one of them with
probability 0.001 for a seed not chosen for it (the telethon's published figures: 3.3 standard errors, the same). In
`make test` there are 38 of them: at most 3.8 % for the family.
"""

import pytest

from sim.comparison.validation import validate


@pytest.mark.parametrize("case", ["M2", "M3", "P3", "N1", "R1", "R2", "T1", "D5"])
def test_a_case_of_the_desk_holds_in_the_quick_validation(case: str) -> None:
    report = validate([case], quick=True)
    assert report.comparisons >= 2
    assert report.failures == ()
