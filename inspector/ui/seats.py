"""Who has signed in where: at the real session's authorities, and at the practice tenant."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from inspector.signin.outcome import Account
    from inspector.signin.request import SignInRequest

Key = tuple[bool, str, str, str]


class Seat(NamedTuple):
    """An account, where it has signed in, and what was asked for with it last; None where that is not known."""

    account: "Account"
    practice: bool
    request: "SignInRequest | None"


class Seats:
    """Every account once, real ones before practice ones."""

    def __init__(self) -> None:
        self._seats: dict[Key, Seat] = {}

    def all(self) -> tuple[Seat, ...]:
        """Return who has signed in."""
        return tuple(sorted(self._seats.values(), key=lambda seat: seat.practice))

    def take_over(
        self,
        accounts: "Iterable[Account]",
        *,
        practice: bool,
        owner: "Account | None" = None,
        request: "SignInRequest | None" = None,
    ) -> None:
        """Let `accounts` be all who are signed in at one place; `request` was just carried out for `owner`."""
        known = {key: seat for key, seat in self._seats.items() if seat.practice is practice}
        for key in known:
            del self._seats[key]
        for account in accounts:
            key = _key(account, practice=practice)
            before = known[key].request if key in known else None
            mine = owner is not None and key == _key(owner, practice=practice)
            self._seats[key] = Seat(account, practice, request if mine else before)

    def remove(self, seat: Seat) -> None:
        """Take one out."""
        self._seats.pop(_key(seat.account, practice=seat.practice), None)


def _key(account: "Account", *, practice: bool) -> Key:
    return practice, account.authority, account.client_id, account.id
