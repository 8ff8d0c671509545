"""Recorded exchanges and raw answers for a shared screen: what names a person, a tenant or an app is replaced."""

import json
from collections.abc import Mapping
from dataclasses import replace

from inspector.exchanges.exchange import Exchange, Message
from inspector.masking import Mask


def hide_exchange(exchange: Exchange, mask: Mask) -> Exchange:
    """Return `exchange` with names, addresses and ids replaced, the same by the same."""
    return replace(
        exchange,
        url=mask.text(exchange.url),
        request=_message(exchange.request, mask),
        response=_message(exchange.response, mask) if exchange.response else None,
        fault=mask.text(exchange.fault) if exchange.fault else None,
        note=mask.text(exchange.note) if exchange.note else None,
        checks=tuple(replace(each, text=mask.text(each.text)) for each in exchange.checks),
    )


def hide_answer(raw: str, mask: Mask) -> str:
    """Return an HTTP response as text with the same replaced."""
    head, end, body = raw.partition("\r\n\r\n")
    return mask.text(head) + end + hide_body(body, mask)


def hide_body(body: str, mask: Mask) -> str:
    """Return a body with the same replaced; of JSON, the members' names tell what they hold."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return mask.text(body)
    return json.dumps(mask.value("", document), ensure_ascii=False, indent=2)


def _message(message: Message, mask: Mask) -> Message:
    return Message(
        tuple((name, str(mask.value(name, value))) for name, value in message.headers),
        _parameters(message.parameters, mask),
        hide_body(message.body, mask),
    )


def _parameters(parameters: Mapping[str, str], mask: Mask) -> dict[str, str]:
    return {name: str(mask.value(name, value)) for name, value in parameters.items()}
