"""The parts that a tested window is made of."""

from inspector import app
from inspector.samples import mint_samples
from inspector.storage.settings import Settings
from inspector.ui.services import Services

NOW = 1_795_430_000.0


class InlineExecutor:
    """Runs what it is given at once."""

    def submit(self, function, /, *arguments):
        """Run it."""
        function(*arguments)


def make_services(**changed) -> Services:
    services = Services(
        app._recognise, app._judge, app._compose, app._to_markdown, lambda: mint_samples(NOW), app._read_log,
        InlineExecutor(), Settings(), lambda _settings: None, app._make_verifier,
        app._call_api, app._sign_in_services(), app.redact_recording,
    )  # fmt: skip
    return services._replace(**changed)
