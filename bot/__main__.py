"""`python -m bot`: the command line, without an installed script."""

from bot.cli import main

main()
