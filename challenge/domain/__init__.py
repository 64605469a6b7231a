"""The rules of the game: pure functions and frozen dataclasses on the standard library only."""
