"""The form of a sign-in: what it asks for, what it says is in the way, what it keeps to itself."""

import json
from dataclasses import replace

import pytest
from minting import CLIENT, NOW, TENANT, entra, mint
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel
from sign_in_parts import said

from inspector.knowledge.clouds import Cloud
from inspector.signin.request import (
    GRAPH_COMMAND_LINE_TOOLS,
    Flow,
    Loopback,
    Prompt,
    ResponseMode,
    SignInRequest,
)
from inspector.storage import profiles
from inspector.ui.proof import Proof, Source
from inspector.ui.qr_code import QrCode
from inspector.ui.registration_sheet import RegistrationSheet
from inspector.ui.sign_in_form import SignInForm
from inspector.ui.theme import Theme

PLAIN = SignInRequest(client_id=CLIENT, tenant=TENANT, scopes=("api://orders/Orders.Read",))
WHOLE = replace(
    PLAIN, loopback=Loopback.IP_ADDRESS, redirect_port=5001, redirect_path="/answer", response_mode=ResponseMode.QUERY,
    offline_access=False, prompt=Prompt.LOGIN, login_hint="ada@contoso.com", domain_hint="contoso.com",
    claims='{"id_token":{"acrs":null}}', cae=True, extra=(("amr_values", "mfa"), ("slice", "a=b")),
)  # fmt: skip


@pytest.fixture
def in_hand():
    """The access tokens that the window has."""
    return []


@pytest.fixture
def form(qtbot, tmp_path, in_hand):
    made = SignInForm(Theme("light"), Flow.AUTHORIZATION_CODE, tmp_path / "profiles.json", lambda: in_hand)
    qtbot.addWidget(made)
    made.resize(600, 900)
    made.show()
    return made


def press(form) -> None:
    QTest.mouseClick(form.submit, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    "request_",
    [
        PLAIN,
        WHOLE,
        replace(PLAIN, cloud=Cloud.US_GOV),
        replace(PLAIN, cloud=Cloud.CHINA, flow=Flow.DEVICE_CODE),
        replace(PLAIN, host="login.example.com"),
        replace(SignInRequest(client_id="x", flow=Flow.CLIENT_CREDENTIALS), issuer="https://issuer.test/realm"),
        replace(PLAIN, flow=Flow.ON_BEHALF_OF, scopes=("https://graph.microsoft.com/.default",)),
    ],
)
def test_what_is_filled_in_comes_out(form, request_):
    """Whatever a request says, the form shows it and asks for the same."""
    form.fill(request_)
    assert form.request() == request_


def test_more_is_open_where_it_says_something(form):
    """A request with nothing unusual leaves the section closed."""
    form.fill(PLAIN)
    assert not form.more.opener.isChecked()
    form.fill(WHOLE)
    assert form.more.opener.isChecked()


def test_the_button_says_whom_it_contacts(form):
    """The host follows cloud, host and issuer."""
    for request, host in (
        (PLAIN, "login.microsoftonline.com"),
        (replace(PLAIN, cloud=Cloud.US_GOV), "login.microsoftonline.us"),
        (replace(PLAIN, host="login.example.com"), "login.example.com"),
        (replace(PLAIN, issuer="https://issuer.test/realm"), "issuer.test"),
    ):
        form.fill(request)
        assert form.contacts.text() == f"Contacts {host}."


def test_obstacles_stand_at_their_fields(form, qtbot):
    """Nothing is complained of before the button is pressed; then each field says what it lacks, and nothing is sent."""
    form.fill(SignInRequest(flow=Flow.CLIENT_CREDENTIALS))
    fields = (form.client, form.proof, form.scopes)
    assert [field.problem for field in fields] == ["", "", ""]
    with qtbot.assertNotEmitted(form.submitted):
        press(form)
    assert ["client ID" in form.client.problem, "secret" in form.proof.problem, ".default" in form.scopes.problem] == [
        True
    ] * 3
    assert form.client.line.hasFocus()
    form.client.line.setText(CLIENT)
    form.client.line.textEdited.emit(CLIENT)
    assert form.client.problem == ""


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"claims": "{"}, "claims"),
        ({"extra": (("state", "1"),)}, "extra"),
        ({"redirect_path": "no-slash"}, "redirect"),
        ({"redirect_port": 70000}, "redirect"),
    ],
)
def test_mistakes_are_said_while_typing(form, change, name):
    """What is filled in and wrong is said at once, in the section that holds it."""
    form.fill(replace(PLAIN, **change))
    form.more.edited.emit()
    assert form.more.fields[name].problem
    assert form.more.opener.isChecked()


def test_an_issuer_without_a_path(form):
    """MSAL can't use it; the field says so."""
    form.fill(replace(PLAIN, issuer="https://issuer.test"))
    press(form)
    assert "has no path" in form.place.problem


def test_advice_comes_before_anything_is_sent(form):
    """The warnings of device code, client credentials and the borrowed app stand above the button."""
    for request, words in (
        (replace(PLAIN, flow=Flow.DEVICE_CODE), "whoever sends you a code"),
        (replace(PLAIN, flow=Flow.CLIENT_CREDENTIALS), "Where a person is present"),
        (replace(PLAIN, client_id=GRAPH_COMMAND_LINE_TOOLS), "prefer an app registration of your own"),
    ):
        form.fill(request)
        assert words in form.warning.text()
        assert form.warning.isVisible()
    form.fill(PLAIN)
    assert not form.warning.isVisible()


def test_borrowing_is_an_answer_to_a_question(form):
    """No client ID is built in; Graph's own is filled in only after its warning was answered with yes."""
    assert form.client.line.text() == ""
    QTest.mouseClick(form.client.borrow, Qt.MouseButton.LeftButton)
    assert form.client.line.text() == ""
    assert "widens one grant" in form.borrowing.words.text()
    QTest.mouseClick(form.borrowing.yes, Qt.MouseButton.LeftButton)
    assert form.client.line.text() == GRAPH_COMMAND_LINE_TOOLS


# ---- scopes


def test_scopes_are_completed_and_explained(form):
    """Graph's permissions are offered while typing, those for administrators marked; OIDC scopes are explained."""
    chips = form.scopes.chips
    chips.line.setFocus()
    QTest.keyClicks(chips.line, "Directory.Rea")
    offered = chips._offered.stringList()
    assert "Directory.Read.All — Microsoft Graph. An administrator must consent." in offered
    chips.completer.popup().hide()
    chips.completer.activated.emit(offered[0])
    assert chips.words == (offered[0].partition(" — ")[0],)
    form.scopes.show_scopes(("Directory.Read.All", "openid", "api://orders/.default"))
    told = said(form.scopes)
    assert "Directory.Read.All (administrator)" in told
    assert "openid: Brings an ID token" in told
    assert "api://orders/.default: Everything that was consented to" in told


def test_chips_stand_beside_each_other(form, qtbot):
    """Short ones share a row; a long one is cut rather than wider than the field."""
    form.scopes.show_scopes(("User.Read", "Mail.Read", "x" * 300))
    qtbot.wait(20)
    first, second, long = (
        each for each in form.scopes.chips.children() if each.property("kind") == "chip" and each.isVisible()
    )
    assert first.y() == second.y()
    assert long.x() + long.width() <= form.scopes.chips.width()


# ---- secrets


def test_a_typed_secret_leaves_its_field(form):
    """It is shown as bullets, taken out as soon as it is complete, and forgotten on demand."""
    form.fill(replace(PLAIN, flow=Flow.CLIENT_CREDENTIALS, scopes=("api://orders/.default",)))
    QTest.keyClicks(form.proof.secret, "s3cret-of-the-app")
    assert form.proof.secret.displayText() != "s3cret-of-the-app"
    QTest.keyClick(form.proof.secret, Qt.Key.Key_Return)
    form.proof.secret.undo()
    assert "s3cret" not in said(form)
    assert form.given_proof().read().secret == "s3cret-of-the-app"
    assert "s3cret" not in repr(form.given_proof())
    QTest.mouseClick(form.proof.forget, Qt.MouseButton.LeftButton)
    assert not form.given_proof().read().proves_client


def test_a_secret_from_file_or_environment(tmp_path, monkeypatch):
    """Each is read when it is used; what can't be read says why and quotes nothing."""
    path = tmp_path / "secret"
    path.write_text("from-file\n")
    monkeypatch.setenv("APP_SECRET", "from-environment")
    assert Proof(Source.FILE, place=str(path)).read().secret == "from-file"
    assert Proof(Source.ENVIRONMENT, place="APP_SECRET").read().secret == "from-environment"
    path.write_bytes(b"-----BEGIN CERTIFICATE-----")
    assert Proof(Source.CERTIFICATE, place=str(path), passphrase="p").read().certificate == path.read_bytes()
    for proof in (Proof(Source.FILE, place="/nowhere"), Proof(Source.ENVIRONMENT, place="NOWHERE")):
        with pytest.raises(Exception, match=r"nowhere|NOWHERE"):
            proof.read()


def test_the_token_to_exchange_is_judged_first(form, in_hand):
    """A token in hand is offered by name; one that does not fit says why, and is sent only where the person insists."""
    fitting = mint(entra(aud=CLIENT, exp=NOW + 10**9))
    in_hand[:] = [
        ("Access token · Orders", mint(entra(aud="https://graph.microsoft.com", exp=NOW + 10**9))),
        ("Mine", fitting),
    ]
    form.assertion.offer()
    form.fill(replace(PLAIN, flow=Flow.ON_BEHALF_OF, scopes=("https://graph.microsoft.com/.default",)))
    assert "✗" in said(form.assertion)
    assert form.assertion.insist.isVisible()
    assert not form.insists
    form.assertion.source.setCurrentIndex(1)
    form.assertion.source.activated.emit(1)
    assert "✗" not in said(form.assertion)
    assert form.given_proof().assertion == fitting


def test_a_pasted_token_leaves_its_field(form):
    """It is taken out as soon as it is there, judged, and shown nowhere."""
    form.fill(replace(PLAIN, flow=Flow.ON_BEHALF_OF, scopes=("https://graph.microsoft.com/.default",)))
    token = mint(entra(aud=CLIENT, exp=NOW + 10**9))
    form.assertion.pasted.setText(f"Bearer {token}")
    assert form.given_proof().assertion == token
    assert token not in said(form)
    assert "✓ The token is for the API that exchanges it." in said(form.assertion)


# ---- profiles


def test_profiles_are_saved_without_secrets(form, tmp_path):
    """The file holds the request, not secret, token or login hint; a saved profile can be chosen and deleted."""
    form.fill(replace(WHOLE, flow=Flow.CLIENT_CREDENTIALS))
    form.proof.secret.setText("s3cret-of-the-app")
    QTest.mouseClick(form.profile.save, Qt.MouseButton.LeftButton)
    dialog = form.findChild(QInputDialog)
    dialog.setTextValue("Orders & <b>more</b>")
    dialog.accept()
    text = (tmp_path / "profiles.json").read_text()
    assert "s3cret" not in text
    assert "ada@contoso.com" not in text
    assert list(profiles.load(tmp_path / "profiles.json")) == ["Orders & <b>more</b>"]
    form.fill(SignInRequest())
    form.profile.box.setCurrentIndex(1)
    form.profile.box.activated.emit(1)
    assert form.request() == replace(WHOLE, flow=Flow.CLIENT_CREDENTIALS, login_hint="")
    QTest.mouseClick(form.profile.delete, Qt.MouseButton.LeftButton)
    assert profiles.load(tmp_path / "profiles.json") == {}


def test_a_folder_that_can_not_be_written(form, tmp_path):
    """The bar says so and names the folder."""
    (tmp_path / "file").write_text("")
    form.profile._path = tmp_path / "file" / "profiles.json"
    form.profile.keep("x", PLAIN)
    assert "can’t be written" in form.profile.problem


@pytest.mark.parametrize(
    "content", ["", "[]", '{"profiles": [1]}', '{"profiles": {"a": {"flow": "dance", "scopes": 3}}}', "{" * 5000]
)
def test_a_damaged_file_of_profiles(qtbot, tmp_path, content):
    """Whatever stands in it, the form opens."""
    path = tmp_path / "profiles.json"
    path.write_text(content)
    form = SignInForm(Theme("light"), Flow.DEVICE_CODE, path, list)
    qtbot.addWidget(form)
    for at in range(form.profile.box.count()):
        form.profile.box.setCurrentIndex(at)
        form.profile.box.activated.emit(at)
    assert form.request().flow in list(Flow)


def test_where_no_browser_can_be_opened_device_code_is_first(qtbot, tmp_path):
    """It stands first in the list and is chosen; elsewhere it is second."""
    form = SignInForm(Theme("light"), Flow.DEVICE_CODE, tmp_path / "p.json", list)
    qtbot.addWidget(form)
    assert form.flow.flow is Flow.DEVICE_CODE
    assert form.flow.box.currentIndex() == 0


def test_hints_follow_a_text_size_chosen_while_nobody_saw_them(window):
    """What is said below a field has the size of the text around it, also where the form came to the front later."""
    window.show_page("sign_in")
    field = window._workspace.page("sign_in").form.place
    window.show_page("which_flow")
    window._theme.magnify(1)
    window._theme.magnify(1)
    window.show_page("sign_in")
    QApplication.processEvents()
    assert field._hint.font().pointSizeF() == pytest.approx(QApplication.font().pointSizeF() * 0.9, rel=0.02)
    window._theme.magnify(0)


def test_the_form_needs_no_more_width_than_a_narrow_page_has(window):
    """With large text no control is pushed out of the form; what is under More is told in words that break."""
    window.show_page("sign_in")
    window._theme.zoom = 1.75
    window._theme.choose("light")
    QApplication.processEvents()
    page = window._workspace.page("sign_in")
    letter = QFontMetrics(QApplication.font()).averageCharWidth()
    assert page.form.more.minimumSizeHint().width() < letter * 40


# ---- the guide


def test_the_guide_is_for_this_request(form, qtbot):
    """Portal steps and commands, each with what to copy; the redirect URI is the one that will be used."""
    from inspector.signin.registration_guide import guide

    copied = []
    holder = QLabel()
    holder.resize(900, 700)
    qtbot.addWidget(holder)
    sheet = RegistrationSheet(guide(replace(PLAIN, redirect_path="/answer")), Theme("light"), copied.append, holder)
    qtbot.addWidget(sheet)
    assert sheet.tabs.count() == 2
    for button in sheet.findChildren(type(form.submit)):
        if button.property("kind") == "small":
            button.click()
    assert "http://localhost/answer" in copied
    assert any(each.startswith("az ad app create --display-name") for each in copied)
    assert "\u200b" not in "".join(copied)


def test_the_consent_address_is_for_copying(window, qtbot):
    """An administrator's address holds the client, the tenant and the scopes of the form."""
    window.show_page("sign_in")
    page = window._workspace.page("sign_in")
    page.form.fill(PLAIN)
    QTest.mouseClick(page.form.consent, Qt.MouseButton.LeftButton)
    address = QGuiApplication.clipboard().text()
    assert address.startswith(f"https://login.microsoftonline.com/{TENANT}/v2.0/adminconsent?client_id={CLIENT}")
    assert "Orders.Read" in address


@pytest.mark.parametrize("address", ["https://microsoft.com/devicelogin", "https://x.test/" + "ü" * 40, "", "x" * 5000])
def test_any_address_becomes_a_qr_code_or_none(qtbot, address):
    """What can't be encoded for a camera to read is left out; nothing raises."""
    code = QrCode()
    qtbot.addWidget(code)
    code.show_address(address)
    code.grab()
    assert bool(code._matrix) is (0 < len(address) <= 500)


def test_claims_are_json(form):
    """What the editor shows is what is sent, merged or not."""
    form.fill(replace(PLAIN, claims=json.dumps({"access_token": {"nbf": {"essential": True}}})))
    assert json.loads(form.request().claims)["access_token"]["nbf"]["essential"] is True
