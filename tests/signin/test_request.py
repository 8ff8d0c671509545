"""What is said about a request before it is sent: obstacles, advice, scopes, addresses, the guide."""

import subprocess
from dataclasses import replace

import pytest

from inspector.knowledge.clouds import Cloud
from inspector.signin.authority import admin_consent_address, authority_for
from inspector.signin.registration_guide import guide
from inspector.signin.request import (
    GRAPH_COMMAND_LINE_TOOLS,
    Credential,
    Flow,
    Loopback,
    Prompt,
    SignInRequest,
    advice,
    obstacles,
)
from inspector.signin.scopes import complete, describe
from inspector.signin.surroundings import BrowserHere, browser_here, first_flow

FINE = SignInRequest("client", tenant="contoso.com", scopes=("User.Read",))


def test_no_client_is_built_in() -> None:
    """A request without a client ID is not sent as somebody else's."""
    assert SignInRequest().client_id == ""
    assert len(obstacles(SignInRequest())) == 1
    assert obstacles(FINE) == ()


@pytest.mark.parametrize(
    "request_",
    [
        replace(FINE, tenant=" "),
        replace(FINE, host="https://login.test"),
        replace(FINE, host="login.test/x"),
        replace(FINE, host="a@login.test"),
        replace(FINE, host="login.test:x"),
        replace(FINE, issuer="https://issuer.test"),
        replace(FINE, issuer="https://issuer.test/"),
        replace(FINE, issuer="http://issuer.test/realm"),
        replace(FINE, issuer="https://issuer.test/realm?x=1"),
        replace(FINE, issuer="https://[/realm"),
        replace(FINE, claims="[]"),
        replace(FINE, redirect_path="back"),
        replace(FINE, redirect_path="/back?x"),
        replace(FINE, redirect_port=-1),
        replace(FINE, extra=(("Redirect_URI", "x"),)),
        replace(FINE, scopes=("https://a.test/.default", "https://b.test/.default")),
    ],
)
def test_obstacles(request_: SignInRequest) -> None:
    """Each has a sentence."""
    found = obstacles(request_)
    assert len(found) == 1
    assert found[0].endswith((".", "/realm."))


def test_both_secret_and_certificate() -> None:
    """The client proves itself in one way."""
    daemon = replace(FINE, flow=Flow.CLIENT_CREDENTIALS, scopes=("https://graph.microsoft.com/.default",))
    assert obstacles(daemon, Credential("s")) == ()
    assert obstacles(daemon, Credential("s", certificate="c")) != ()


@pytest.mark.parametrize(
    "request_",
    [
        replace(FINE, flow=Flow.CLIENT_CREDENTIALS),
        replace(FINE, flow=Flow.DEVICE_CODE),
        replace(FINE, client_id=GRAPH_COMMAND_LINE_TOOLS),
        replace(FINE, cae=True),
        replace(FINE, prompt=Prompt.NONE),
    ],
)
def test_advice(request_: SignInRequest) -> None:
    """What a person should know before: no user, phishing, borrowed client, long tokens, silent page."""
    assert len(advice(request_)) == 1
    assert advice(FINE) == ()


@pytest.mark.parametrize(
    ("request_", "url"),
    [
        (FINE, "https://login.microsoftonline.com/contoso.com"),
        (replace(FINE, cloud=Cloud.CHINA), "https://login.partner.microsoftonline.cn/contoso.com"),
        (replace(FINE, cloud=Cloud.US_GOV, tenant="common"), "https://login.microsoftonline.us/common"),
        (replace(FINE, host="login.test", tenant="a b/c"), "https://login.test/a%20b%2Fc"),
        (replace(FINE, issuer="https://issuer.test/realm/"), "https://issuer.test/realm"),
    ],
)
def test_authority(request_: SignInRequest, url: str) -> None:
    """The address that MSAL gets."""
    assert authority_for(request_).url == url
    assert authority_for(request_).oidc is bool(request_.issuer)


def test_admin_consent_address() -> None:
    """The address names client, scope and tenant; an issuer that is no Entra ID has none."""
    address = admin_consent_address(replace(FINE, scopes=("User.Read", "openid")), "http://localhost")
    assert (
        address
        == "https://login.microsoftonline.com/contoso.com/v2.0/adminconsent?client_id=client&scope=User.Read&state=token-inspector&redirect_uri=http%3A%2F%2Flocalhost"
    )
    assert admin_consent_address(replace(FINE, issuer="https://issuer.test/realm")) is None


def test_scopes_are_completed() -> None:
    """Graph's delegated permissions, whatever the letter case, with the admin's ones marked."""
    found = complete("user.read")
    assert found[0].name == "User.Read"
    assert found[0].admin_consent is False
    assert any(scope.name == "User.Read.All" and scope.admin_consent for scope in found)
    assert complete("https://graph.microsoft.com/Mail.R")[0].name.startswith("https://graph.microsoft.com/Mail.R")
    assert [scope.name for scope in complete("openi")] == ["openid"]
    assert complete("") == ()
    assert complete("api://orders/") == ()
    assert len(complete("a")) == 12


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ("openid", "ID token"),
        ("Offline_Access", "refresh token"),
        ("https://graph.microsoft.com/.default", "Microsoft Graph"),
        ("api://orders/Orders.Read", "api://orders"),
        ("Nonsense.Read", "no delegated permission"),
        ("Directory.ReadWrite.All", "administrator"),
    ],
)
def test_scopes_are_explained(scope: str, words: str) -> None:
    """Each scope says what it asks for."""
    assert words in describe(scope).meaning


@pytest.mark.parametrize("flow", list(Flow))
def test_guide(flow: Flow) -> None:
    """Every flow has its steps, and every command is one that a shell can read."""
    found = guide(replace(FINE, flow=flow), "Orders' test app")
    assert len(found.portal) >= 4
    for step in found.commands:
        if step.snippet and step.snippet.startswith("az "):
            subprocess.run(["bash", "-n", "-c", step.snippet], check=True)
    text = " ".join(f"{step.text} {step.snippet}" for step in (*found.portal, *found.commands))
    assert ("http://localhost" in text) is (flow is Flow.AUTHORIZATION_CODE)


@pytest.mark.parametrize(
    ("tenant", "audience"),
    [
        ("contoso.com", "AzureADMyOrg"),
        ("organizations", "AzureADMultipleOrgs"),
        ("Common", "AzureADandPersonalMicrosoftAccount --requested-access-token-version 2"),
        ("consumers", "PersonalMicrosoftAccount --requested-access-token-version 2"),
    ],
)
def test_guide_for_whoever_signs_in(tenant: str, audience: str) -> None:
    """The registration admits everybody whom the sign-in's tenant admits; a narrower one is refused (AADSTS50194)."""
    commands = [step.snippet or "" for step in guide(SignInRequest(tenant=tenant)).commands]
    assert any(f"--sign-in-audience {audience} " in command for command in commands)
    assert any(command == "az login --tenant contoso.com --allow-no-subscriptions" for command in commands) is (
        tenant == "contoso.com"
    )


@pytest.mark.parametrize("where", [{"cloud": Cloud.US_GOV}, {"host": "login.microsoftonline.us"}])
def test_guide_for_another_cloud(where: dict[str, object]) -> None:
    """Another cloud has an admin center of its own, and the CLI must be turned to it first."""
    found = guide(replace(FINE, **where))  # type: ignore[arg-type]
    assert found.portal[0].snippet is not None
    assert found.portal[0].snippet.startswith("https://entra.microsoft.us/")
    assert found.commands[0].snippet == "az cloud set --name AzureUSGovernment"


def test_guide_for_a_daemon() -> None:
    """Application permissions are looked up and added by ID at the API that is asked for, before they are granted."""
    asked = replace(FINE, flow=Flow.CLIENT_CREDENTIALS, scopes=("https://graph.microsoft.com/.default",))
    commands = " ".join(step.snippet or "" for step in guide(asked).commands)
    assert "permission add --id CLIENT_ID --api 00000003-0000-0000-c000-000000000000" in commands
    assert commands.index("appRoles") < commands.index("permission add") < commands.index("admin-consent")


def test_guide_elsewhere() -> None:
    """An issuer that is no Entra ID has neither its portal nor its commands."""
    for flow in Flow:
        found = guide(replace(FINE, flow=flow, issuer="https://issuer.test/realm"))
        text = " ".join(f"{step.text} {step.snippet}" for step in found.portal)
        assert found.commands == ()
        assert "entra" not in text.lower()
        assert "issuer.test" in text


def test_guide_before_there_is_an_app() -> None:
    """The address at which an administrator consents is shown before there is a client ID to put into it."""
    snippets = [step.snippet or "" for step in guide(SignInRequest(tenant="contoso.com")).commands]
    assert any("contoso.com/v2.0/adminconsent?client_id=CLIENT_ID&" in snippet for snippet in snippets)
    foreign = guide(replace(FINE, issuer="https://issuer.test/realm")).commands
    assert not any("consent" in step.text for step in foreign)


def test_guide_for_the_address() -> None:
    """127.0.0.1 can be entered in the manifest alone."""
    steps = guide(replace(FINE, loopback=Loopback.IP_ADDRESS)).portal
    assert any("Manifest" in step.text for step in steps)


@pytest.mark.parametrize(
    ("environment", "platform", "here"),
    [
        ({}, "win32", BrowserHere.LIKELY),
        ({}, "darwin", BrowserHere.LIKELY),
        ({"SSH_CONNECTION": "x"}, "darwin", BrowserHere.NO),
        ({"SSH_TTY": "x", "DISPLAY": ":0"}, "linux", BrowserHere.NO),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", BrowserHere.PERHAPS),
        ({"BROWSER": "firefox"}, "linux", BrowserHere.LIKELY),
        ({}, "linux", BrowserHere.NO),
        ({"DISPLAY": ":0", "PATH": "/nowhere"}, "linux", BrowserHere.NO),
    ],
)
def test_surroundings(environment: dict[str, str], platform: str, here: BrowserHere) -> None:
    """SSH, WSL, no display, $BROWSER: what can be opened here decides what is offered first."""
    assert browser_here(environment, platform) is here
    assert (first_flow(environment, platform) is Flow.DEVICE_CODE) is (here is BrowserHere.NO)
