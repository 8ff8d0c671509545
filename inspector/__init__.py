"""Token Inspector: says why a token was refused or a sign-in failed, and what mends it."""

__version__ = "0.1.0"
