"""The resource's checklist: right values, valid syntax in every language, and nothing hostile in it."""

import ast
from xml.etree import ElementTree as ET

import pytest
import tree_sitter_c_sharp
import tree_sitter_java
import tree_sitter_javascript
from tree_sitter import Language, Parser

from inspector.report.checklist import FRAMEWORKS, lines_of, requirements_of, snippets
from tests.diagnosis.judging import GRAPH, TENANT, case_of, id_token, v1
from tests.minting import entra

GRAMMARS = {"csharp": tree_sitter_c_sharp, "java": tree_sitter_java, "javascript": tree_sitter_javascript}
OTHER = {"iss": "https://issuer.test/", "aud": "api://orders", "scope": "orders.read", "sub": "x", "exp": 1}
ROLES = entra(scp=None, roles=["Orders.Read.All"], idtyp="app")


def requirements(claims):
    return requirements_of(case_of(claims).subjects[0])


def texts(claims) -> dict[str, str]:
    return {each.framework: each.text for each in snippets(requirements(claims))}


def complaint(language: str, text: str) -> str | None:
    """Return what is wrong with `text` in its language, or None."""
    if language == "python":
        ast.parse(text)
    elif language == "xml":
        ET.fromstring(f"<inbound>{text}</inbound>")  # noqa: S314  our own text
    elif language == "properties":
        return next((line for line in text.splitlines() if not line.startswith("#") and "=" not in line), None)
    else:
        whole = f"class C {{ {text} }}" if language == "java" else text
        root = Parser(Language(GRAMMARS[language].language())).parse(whole.encode()).root_node
        return str(root) if root.has_error else None
    return None


@pytest.mark.parametrize(
    "claims",
    [entra(), v1(aud="api://orders"), ROLES, OTHER, entra(scp=None)],
    ids=["v2", "v1", "roles", "other", "without permission"],
)
def test_every_text_is_valid_in_its_language(claims):
    """A parser of each language reads each text without a complaint, and no placeholder is left."""
    made = snippets(requirements(claims))
    assert [each.framework for each in made] == [name for name, _file, _language in FRAMEWORKS]
    for each in made:
        assert complaint(each.language, each.text) is None, each.framework
        assert "{metadata}" not in each.text
        assert "{permission}" not in each.text


def test_the_parsers_notice_mistakes():
    """A missing bracket is a complaint in each language that is parsed."""
    assert complaint("csharp", "builder.Services.Add(;")
    assert complaint("java", "void api( {")
    assert complaint("javascript", "const a = ;")
    assert complaint("properties", "word")


def test_values_follow_the_token_s_version():
    """v1.0 and v2.0 tokens have issuers, metadata and keys of their own."""
    new, old = requirements(entra()), requirements(v1(aud="api://orders"))
    assert new.metadata == f"https://login.microsoftonline.com/{TENANT}/v2.0/.well-known/openid-configuration"
    assert new.keys == f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"
    assert old.metadata == f"https://login.microsoftonline.com/{TENANT}/.well-known/openid-configuration"
    assert old.keys == f"https://login.microsoftonline.com/{TENANT}/discovery/keys"
    assert old.issuer == f"https://sts.windows.net/{TENANT}/"


def test_values_stand_in_every_text():
    """Audience and permission of the token are what the API is told to expect."""
    for framework, text in texts(ROLES).items():
        assert framework.startswith("Spring") or (
            ROLES["aud"] in text and "Orders.Read.All" in text and "roles" in text
        )


def test_another_issuer_has_metadata_below_it():
    """Where keys lie is not known before the document was read, so that line is left out."""
    found = requirements(OTHER)
    assert (found.metadata, found.keys, found.claim) == (
        "https://issuer.test/.well-known/openid-configuration",
        None,
        "scope",
    )
    assert "jwk-set-uri" not in texts(OTHER)["Spring Security: application.properties"]


@pytest.mark.parametrize("claims", [id_token(), v1(aud=GRAPH), entra(aud=None), {"sub": "x", "aud": "y", "exp": 1}])
def test_tokens_for_somebody_else_have_no_checklist(claims):
    """An API must not accept ID tokens or tokens for Microsoft's APIs; a sentence says so."""
    assert isinstance(requirements(claims), str)


@pytest.mark.parametrize(
    "hostile", ['"; System.Exit(1); //', "x\ny=1", "</audience><x>", "${jndi:x}", "a\\u0022b", "x y", "é", "'", "`"]
)
def test_hostile_values_leave_no_snippet(hostile: str):
    """What could mean something in a language is shown in the list only."""
    for claims in (entra(aud=hostile), entra(roles=[hostile], scp=None, idtyp="app")):
        found = requirements(claims)
        assert isinstance(found, str) or (snippets(found) == () and lines_of(found))
