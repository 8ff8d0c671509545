"""Sign-ins judged as a protocol: one rule a function over an attempt, each finding at the step that went wrong."""
