"""Strava: all that knows its API; asks, reads and forgets, and keeps nothing itself."""
