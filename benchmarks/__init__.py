"""Measurements: each compares with a peer in the same run and prints what it ran on."""
