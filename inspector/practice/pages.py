"""The pages that a browser shows: plain HTML from resources/practice, every value escaped."""

import html
import secrets
from collections.abc import Iterable, Mapping
from string import Template

from inspector import resource_files
from inspector.practice.messages import Response, html_response
from inspector.practice.tenants import User
from inspector.words import _

COOKIE = "practice_session"


def account(interaction: str, app: str, users: Iterable[User], signed_in: frozenset[str]) -> Response:
    """Return the page on which a person picks an account. There are no passwords."""
    buttons = []
    for user in users:
        title = _("signed in") if user.sign_in_name in signed_in else user.title
        label = f"<b>{_escape(user.name)}</b><br>{_escape(user.sign_in_name)} <small>{_escape(title)}</small>"
        buttons.append(_button("account", user.object_id, label))
    cancel = _button("answer", "cancel", _escape(_("Cancel")), "plain")
    body = _form(interaction, "".join(buttons) + cancel)
    return _page(_("Pick an account"), _("to sign in to {app}").format(app=app), body)


def factor(interaction: str, user: User) -> Response:
    """Return the page that stands for a second factor."""
    number = 10 + secrets.randbelow(90)
    text = _("Imagine your phone asks for the number {number}.").format(number=number)
    body = _paragraph(text) + _form(interaction, _two_answers(("approve", _("Approve")), ("deny", _("Deny"))))
    return _page(_("Approve the sign-in request"), user.sign_in_name, body)


def consent(interaction: str, app: str, user: User, titles: Iterable[tuple[str, str]]) -> Response:
    """Return the page that asks for consent; `titles` are API and permission. An administrator may grant for all."""
    items = "".join(f"<li>{_escape(title)} <small>{_escape(api)}</small></li>" for api, title in titles)
    tick = ""
    if user.is_administrator:
        words = _escape(_("Consent on behalf of your organization"))
        tick = f'<label><input type="checkbox" name="for_everyone" value="yes"> {words}</label>'
    heading = _paragraph(_("{app} asks for these permissions").format(app=app))
    buttons = _two_answers(("accept", _("Accept")), ("cancel", _("Cancel")))
    return _page(
        _("Permissions requested"), user.sign_in_name, f"{heading}<ul>{items}</ul>{_form(interaction, tick + buttons)}"
    )


def approval_needed(interaction: str, app: str, sentence: str) -> Response:
    """Return the page that a person meets whose administrator must consent."""
    other = ("other", _("Sign in with an administrator's account"))
    leave = ("leave", _("Return to the app without granting consent"))
    return _page(_("Need admin approval"), app, _paragraph(sentence) + _form(interaction, _two_answers(other, leave)))


def refused(sentence: str, lines: Iterable[str], status: int = 200) -> Response:
    """Return the page that shows a refusal which no app may learn of; `lines` identify it."""
    details = "<br>".join(_escape(line) for line in lines)
    body = f'{_paragraph(sentence)}<p class="details">{details}</p>'
    return _page(_("Sorry, but we’re having trouble signing you in."), "", body, status)


def device_code(notice: str = "", typed: str = "") -> Response:
    """Return the page on which a person types the code that a device shows."""
    warning = _("Only enter a code that you asked for yourself, on a device or program in front of you.")
    field = (
        f'<label>{_escape(_("Code"))}<input name="otc" value="{_escape(typed)}" autocomplete="off" '
        'autofocus maxlength="20"></label>'
    )
    form = f'<form method="post" action="/devicelogin">{field}<button>{_escape(_("Next"))}</button></form>'
    return _page(_("Enter code"), "", (_paragraph(notice) if notice else "") + _paragraph(warning) + form)


def confirm_device(token: str, app: str, user: User) -> Response:
    """Return the page that asks whether the person means to sign in on the device."""
    question = _("Are you trying to sign in to {app}? Go on only if you started this yourself.").format(app=app)
    fields = f'<input type="hidden" name="confirmation" value="{_escape(token)}">'
    buttons = _button("answer", "accept", _escape(_("Continue"))) + _button(
        "answer", "cancel", _escape(_("Cancel")), "plain"
    )
    form = f'<form method="post" action="/devicelogin">{fields}{buttons}</form>'
    return _page(app, user.sign_in_name, _paragraph(question) + form)


def notice(heading: str, text: str) -> Response:
    """Return a page that only says something."""
    return _page(heading, "", _paragraph(text))


def form_post(address: str, parameters: Mapping[str, str]) -> Response:
    """Return the page that posts `parameters` to `address` by itself, or by a button where scripts are off."""
    fields = "".join(
        f'<input type="hidden" name="{_escape(name)}" value="{_escape(value)}">' for name, value in parameters.items()
    )
    nonce = secrets.token_urlsafe(16)
    text = Template(resource_files.read_text("practice/form_post.html")).substitute(
        title=_escape(_("Working…")), address=_escape(address), fields=fields, go=_escape(_("Continue")), nonce=nonce
    )
    return html_response(text).with_headers(
        ("Content-Security-Policy", f"default-src 'none'; script-src 'nonce-{nonce}'")
    )


def captive_portal() -> Response:
    """Return what a network gives in place of the answer until somebody signs in to it."""
    return html_response(resource_files.read_text("practice/captive_portal.html"))


def gateway_timeout() -> Response:
    """Return what a proxy says when the server behind it doesn't answer."""
    return html_response(resource_files.read_text("practice/gateway_timeout.html"), 504)


def _page(heading: str, below: str, body: str, status: int = 200) -> Response:
    text = Template(resource_files.read_text("practice/page.html")).substitute(
        title=_escape(heading),
        banner=_escape(_("Practice: nothing here is real, and no password is asked.")),
        heading=_escape(heading),
        below=_escape(below),
        body=body,
    )
    return html_response(text, status).with_headers(("Content-Security-Policy", _POLICY))


# No form-action: it would also forbid the redirect that answers a form, which leads to the app.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def _form(interaction: str, inside: str) -> str:
    field = f'<input type="hidden" name="interaction" value="{_escape(interaction)}">'
    return f'<form method="post" action="/login">{field}{inside}</form>'


def _two_answers(first: tuple[str, str], second: tuple[str, str]) -> str:
    """Return two buttons, each a value and its words; the second looks plainer."""
    return _button("answer", first[0], _escape(first[1])) + _button("answer", second[0], _escape(second[1]), "plain")


def _button(name: str, value: str, label: str, style: str = "") -> str:
    return f'<button name="{name}" value="{_escape(value)}" class="{style}">{label}</button>'


def _paragraph(text: str) -> str:
    return f"<p>{_escape(text)}</p>"


def _escape(text: str) -> str:
    return html.escape(text, quote=True)
