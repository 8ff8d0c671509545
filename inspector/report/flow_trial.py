"""The command that tries an advised flow in a terminal: at the practice tenant, and with one's own registration."""

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.details import api_scopes
from inspector.masking import shell_quote

# What `signin --flow` calls the flow; a web app's and a page's are tried as a desktop app's.
_FLOWS = {Client.DAEMON: "client", Client.API: "obo", Client.CLI: "device"}


def trial_commands(advice: Advice) -> tuple[str, ...]:
    """Return the command for practice, and the one for the real registration where it is known and can be quoted."""
    flow = _FLOWS.get(advice.client, "code")
    practice = f"token-inspector signin --practice --flow {flow}"
    details = advice.details
    if not details.is_filled:
        return (practice,)
    words = [f"token-inspector signin --flow {flow}"]
    pairs = [("--client-id", details.client_id), ("--tenant", details.tenant)]
    for name, value in pairs + [("--scope", scope) for scope in api_scopes(advice.client, details)]:
        quoted = shell_quote(value)
        if quoted is None:
            return (practice,)
        words.append(f"{name} {quoted}")
    return (practice, " ".join(words))
