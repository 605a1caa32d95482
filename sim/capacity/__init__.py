"""How many agents of each pool are on duty when: what the load requires, what the terms allow, the roster."""
