"""A redacted copy of a recording: structure kept, secrets and personal data replaced, the same by the same."""
