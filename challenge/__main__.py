"""`python -m challenge`: what an operator does from a shell."""

from challenge.cli import main

main()
