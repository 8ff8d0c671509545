"""Signing in with MSAL, which lives in this package alone."""
