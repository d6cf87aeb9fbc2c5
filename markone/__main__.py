"""`python -m markone` is the `markone` command."""

from markone.cli import main

main()
