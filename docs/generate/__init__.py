"""Fills in what pages say from the code: keys, options, columns, signatures, and what commands print.

`python -m docs.generate` renews every page; `tests/end_to_end/test_docs.py` holds that they are up to date.
"""
