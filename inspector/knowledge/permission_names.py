"""What a permission's name says: Resource.Operation.Constraint, as Microsoft Graph has it, and others after it."""

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import NamedTuple

from inspector.knowledge.permissions import OIDC_SCOPES
from inspector.words import _

# With one of these an application can make itself or anybody administrator of the tenant.
TAKES_OVER = frozenset({
    "RoleManagement.ReadWrite.Directory",
    "AppRoleAssignment.ReadWrite.All",
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
    "PrivilegedAccess.ReadWrite.AzureAD",
    "PrivilegedAccess.ReadWrite.AzureADGroup",
    "UserAuthenticationMethod.ReadWrite.All",
})  # fmt: skip


class Action(StrEnum):
    """What may be done; the values are the `access` of the JSON document."""

    SIGN_IN = "sign-in"
    READ = "read"
    WRITE = "write"
    ACT = "act"  # send, invite, join: something happens, nothing is read
    EVERYTHING = "everything"  # whatever the user, or the API, can do
    UNKNOWN = "unknown"


class Reach(StrEnum):
    """Whose data; the values are the `reach` of the JSON document."""

    OWN = "own"  # the signed-in user's
    SHARED = "shared"  # and what others share with them
    CHOSEN = "chosen"  # what was granted to the application one by one, or where it is installed
    OWNED = "owned"  # what the application itself made or owns
    TENANT = "tenant"
    UNKNOWN = "unknown"


class NameReading(NamedTuple):
    """A name taken apart. `verb` is a word for people ("Read and change"), `things` what it is done to ("mail")."""

    action: Action
    verb: str
    things: str
    constraint: str


_WRITING = re.compile(
    r"write|create|manage|fullcontrol|delete|remove|update|edit|restore|upload|approve|enable|disable|migrat|import"
    r"|privileged|consent|modify|admin|change|add(?![a-z])|delegat"
)
_READING = re.compile(r"^(?:read|export|view|list|receive|evaluate|get|query|search)|(?<![a-z])(?:read|view|list|get)$")
_ACTING = re.compile(
    r"^(?:send|invite|initiate|join|start|submit|command|activate|revoke|process|compute|sign|archive|ingest|accessmedia"
    r"|run|execute|invoke|call|report)"
)
_EVERYTHING = frozenset({
    "user_impersonation", "access_as_user", "full_access_as_app", "full_access_as_user", "accessasuser", ".default",
    "full_access", "ews.accessasuser.all",
})  # fmt: skip


@lru_cache(512)
def read_name(name: str) -> NameReading:
    """Return what `name` says by its words alone; the action is UNKNOWN where they follow no pattern."""
    if name.lower() in OIDC_SCOPES:
        return NameReading(Action.SIGN_IN, _("Sign in"), name, "")
    if name.lower() in _EVERYTHING:
        return NameReading(Action.EVERYTHING, _("Do everything"), name, "")
    if name.startswith("vso."):
        return _of_devops(name.removeprefix("vso.")[:200])
    parts = name[:200].split(".") if "." in name else re.split(r"[:/_ ]", name[:200])
    if len(parts) < 2:
        return NameReading(action_of(name.lower()), name, name, "")
    at = _operation(parts)
    action = action_of(parts[at].lower())
    things = _things(parts[0] if at else parts[1])
    return NameReading(action, _verb(parts[at], action), things, ".".join(parts[at + 1 :]))


def _of_devops(name: str) -> NameReading:
    """Azure DevOps writes vso.code to read, vso.code_write and vso.code_manage for more."""
    things, _underscore, operation = name.rpartition("_")
    if not things:
        return NameReading(Action.READ, _("Read"), _split(name), "")
    operation = {"write": "readwrite", "full": "fullcontrol"}.get(operation, operation)
    action = action_of(operation)
    return NameReading(action, _verb(operation, action), _split(things), "")


def _operation(parts: list[str]) -> int:
    """Return which part names the operation: the second, or the first where only that is one ("read:orders")."""
    known = [at for at, part in enumerate(parts[:3]) if action_of(part.lower()) is not Action.UNKNOWN]
    return 1 if not known or 1 in known else known[0]


def action_of(operation: str) -> Action:
    """Return what an operation ("readwrite") does."""
    if operation in _EVERYTHING:
        return Action.EVERYTHING
    if _ACTING.search(operation):
        return Action.ACT
    if _WRITING.search(operation):
        return Action.WRITE
    return Action.READ if _READING.search(operation) else Action.UNKNOWN


def _verb(operation: str, action: Action) -> str:
    known = {
        "read": _("Read"),
        "readbasic": _("Read the basic properties of"),
        "readwrite": _("Read and change"),
        "readwritebasic": _("Read and change basic properties of"),
        "write": _("Change"),
        "create": _("Create"),
        "send": _("Send"),
        "manage": _("Manage"),
        "fullcontrol": _("Read, change and hand out rights on"),
        "delete": _("Delete"),
        "export": _("Export"),
        "invite": _("Invite"),
    }.get(operation.lower())
    return known or (_split(operation).capitalize() if action is not Action.UNKNOWN else operation)


def _things(resource: str) -> str:
    return _known_things().get(resource.lower()) or _split(resource)


@cache
def _known_things() -> dict[str, str]:
    return {
        "user": _("user profiles"),
        "mail": _("mail"),
        "files": _("files"),
        "sites": _("SharePoint sites"),
        "group": _("groups"),
        "groupmember": _("group memberships"),
        "directory": _("directory data"),
        "calendars": _("calendars"),
        "contacts": _("contacts"),
        "chat": _("chats"),
        "application": _("applications and their credentials"),
        "rolemanagement": _("role assignments"),
        "approleassignment": _("grants of application permissions"),
        "auditlog": _("sign-in and audit logs"),
        "policy": _("policies"),
        "notes": _("notebooks"),
        "device": _("devices"),
        "reports": _("usage reports"),
        "channelmessage": _("messages of channels"),
        "chatmessage": _("messages of chats"),
        "channel": _("channels"),
        "mailboxsettings": _("mailbox settings"),
        "userauthenticationmethod": _("people's ways to sign in"),
    }


def _split(words: str) -> str:
    """Return "device management apps" of DeviceManagementApps."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[-_]", " ", words).lower()
