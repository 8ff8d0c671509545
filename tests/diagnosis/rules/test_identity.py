"""Whom the token is about."""

import pytest

from inspector.diagnosis.rules import identity
from tests.diagnosis.judging import app_only, ids, judge, v1
from tests.minting import entra

MSA = "9188040d-6c67-4c5b-b112-36a304b66dad"


@pytest.mark.parametrize(
    ("claims", "found"),
    [
        (v1(), []),
        (v1(acct=1), ["guest-user"]),
        (entra(iss=f"https://login.microsoftonline.com/{MSA}/v2.0", tid=MSA), ["personal-account"]),
        (v1(idtyp="user", xms_sub_fct="13"), ["agent-user"]),
        (v1(email="a@contoso.com"), []),
        (v1(email="a@contoso.com", xms_edov=False), ["email-unverified"]),
        (v1(email="a@contoso.com", xms_edov="0"), ["email-unverified"]),
        (v1(email="a@contoso.com", xms_edov=True), []),
        (v1(email="a@contoso.com", xms_edov=[]), []),
        (app_only(), []),
    ],
)
def test_each_identity_has_its_finding(claims, found):
    """Notes stand only where an API would do something with them."""
    assert ids(judge(identity, claims)) == found
