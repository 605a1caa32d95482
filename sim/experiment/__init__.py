"""Replications: draw the customers once, play them through every strategy, reduce, store one file each, resume."""
