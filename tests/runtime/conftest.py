"""Settings of the runtime's property tests."""

from hypothesis import settings

# Deadlines measure the machine's load, not the code.
settings.register_profile("edgeward", deadline=None)
settings.load_profile("edgeward")
