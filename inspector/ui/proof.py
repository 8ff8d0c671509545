"""What a client proves itself with, as the form has it: read only when the sign-in begins, off the GUI thread."""

from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from inspector.signin.request import Credential


class Source(Enum):
    """Where the proof comes from."""

    TYPED = auto()
    FILE = auto()
    ENVIRONMENT = auto()
    CERTIFICATE = auto()


class Proof(NamedTuple):
    """A secret as it was typed, or where to read a secret or a certificate; and the token that is exchanged.

    `place` is a path, or the name of an environment variable.
    """

    source: Source = Source.TYPED
    secret: str = ""
    place: str = ""
    passphrase: str = ""
    assertion: str = ""

    def __repr__(self) -> str:
        return f"Proof({self.source.name})"

    def read(self) -> "Credential":
        """Return the credential; may wait for a file. Raises ProofError."""
        from inspector.signin.proof import read_proof, secret_from_environment, secret_from_file
        from inspector.signin.request import Credential

        if self.source is Source.CERTIFICATE and self.place:
            certificate = read_proof(Path(self.place).expanduser())
            return Credential(certificate=certificate, passphrase=self.passphrase, assertion=self.assertion)
        if self.source is Source.FILE and self.place:
            return Credential(secret_from_file(Path(self.place).expanduser()), assertion=self.assertion)
        if self.source is Source.ENVIRONMENT and self.place:
            return Credential(secret_from_environment(self.place), assertion=self.assertion)
        return Credential(self.secret, assertion=self.assertion)

    def promised(self) -> "Credential":
        """Return a credential that shows what is given without reading anything: for looking for obstacles."""
        from inspector.signin.request import Credential

        given = self.secret if self.source is Source.TYPED else self.place.strip()
        return Credential("promised" if given else "", assertion=self.assertion)
