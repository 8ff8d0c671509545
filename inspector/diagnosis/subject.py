"""What a token's own claims say it is: who issued it, for whom, about whom, through which flow."""

from dataclasses import dataclass

from inspector.tokens.artifact import Artifact


@dataclass(frozen=True, slots=True)
class Subject:
    """A token's claims, read once, so that every rule speaks of the same thing. None means "can't tell"."""

    artifact: Artifact

    def claim(self, name: str) -> object:
        """Return the claim's value, or None."""
        return self.artifact.claims.get(name) if self.artifact.claims else None


def read_subject(artifact: Artifact) -> Subject:
    """Read what the claims of `artifact` say."""
    return Subject(artifact)
