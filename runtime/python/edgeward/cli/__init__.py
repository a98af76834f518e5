"""The commands of `edgeward`, one file each. Heavy imports wait until a command runs."""
