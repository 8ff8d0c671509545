"""The command that tries an advised flow in a terminal: at the practice tenant, and with one's own registration."""

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import Advice
from inspector.diagnosis.flow_advice.details import Details, api_scopes
from inspector.knowledge.clouds import Cloud, authority_hosts
from inspector.masking import shell_quote
from inspector.words import _

# What `signin --flow` calls the flow; a web app's and a page's are tried as a desktop app's.
_FLOWS = {Client.DAEMON: "client", Client.API: "obo", Client.CLI: "device"}


def trial_note(client: Client) -> str | None:
    """Return what a trial with one's own registration needs besides, or None."""
    if client not in (Client.WEB, Client.SPA, Client.NATIVE):
        return None
    return _("The trial signs in as a desktop app: register http://localhost under “Mobile and desktop applications”.")


def trial_commands(advice: Advice) -> tuple[str, ...]:
    """Return the command for practice, and the one for the real registration where it is known and can be quoted."""
    flow = _FLOWS.get(advice.client, "code")
    practice = f"token-inspector signin --practice --flow {flow}"
    details = advice.details
    if not details.is_filled:
        return (practice,)
    words = [f"token-inspector signin --flow {flow}"]
    pairs = [("--client-id", details.client_id), ("--tenant", details.tenant), *_cloud(details)]
    for name, value in pairs + [("--scope", scope) for scope in api_scopes(advice.client, details)]:
        quoted = shell_quote(value)
        if quoted is None:
            return (practice,)
        words.append(f"{name} {quoted}")
    return (practice, " ".join(words))


def _cloud(details: Details) -> list[tuple[str, str]]:
    cloud = authority_hosts().get(details.host, Cloud.GLOBAL)
    return [] if cloud is Cloud.GLOBAL else [("--cloud", cloud.value)]
