"""The compiled twin of the engine: the same tickets, roster and routing in, the same records out, bit for bit.

Its files are named like those of the model beside it, and each function like the one whose twin it is. State is kept in
rows of arrays (`layout`); where the model's methods call each other in turn, the twin keeps an agenda (`agenda`).
"""
