"""What people call the steps of an exchange and the channels that carry them."""

from inspector.exchanges.exchange import Channel, Step
from inspector.words import _


def step_name(step: Step) -> str:
    """Return what people call a step."""
    return {
        Step.AUTHORIZATION_REQUEST: _("authorization request"),
        Step.AUTHORIZATION_RESPONSE: _("authorization response"),
        Step.DISCOVERY: _("discovery"),
        Step.KEYS: _("keys"),
        Step.DEVICE_AUTHORIZATION: _("device authorization"),
        Step.TOKEN_REQUEST: _("token request"),
        Step.POLL: _("poll"),
        Step.CACHE_HIT: _("from memory"),
        Step.REPLAY: _("repeated by MSAL"),
        Step.API_CALL: _("API call"),
        Step.SIGN_OUT: _("sign-out"),
        Step.OTHER: _("request"),
    }[step]


def channel_name(channel: Channel) -> str:
    """Return what people call a channel."""
    return _("front channel: browser") if channel is Channel.FRONT else _("back channel: direct")
