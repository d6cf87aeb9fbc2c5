"""`python -m markone` is the `markone` command."""

from markone.cli import main

if __name__ == "__main__":
    main()
