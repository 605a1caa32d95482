"""`python -m sim` is the command `surgedesk`."""

from sim.cli import main

main(prog_name="surgedesk")
