"""One attempt to get or to use tokens: the exchanges that belong together, and the steps at which they went wrong."""

from dataclasses import dataclass

from inspector.exchanges.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong at a step; `index` is the step's place in its attempt, `sentence` is for people."""

    index: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """Exchanges in their order, under a name for people; `troubles` come in the order in which they matter."""

    title: str
    exchanges: tuple[Exchange, ...]
    troubles: tuple[Trouble, ...] = ()
