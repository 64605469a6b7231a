"""Plain HTTP beside the pages: sign-in, health, assets and the guard in front of all."""
