"""Randomness, drawn outside the engine: named streams, draws by key, and the distributions they feed."""
