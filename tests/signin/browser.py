"""What a browser does at the end of a sign-in: bring the answer to the loopback address."""

import http.client
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null", "Sec-Fetch-Site": "cross-site"}


def bring(redirect_uri: str, parameters: Mapping[str, str], mode: str = "form_post", **headers: str) -> tuple[int, str]:
    """Send `parameters` to `redirect_uri` and return status and page."""
    parts = urlsplit(redirect_uri)
    path, body = parts.path or "/", None
    if mode == "query":
        path += "?" + urlencode(parameters)
    else:
        body, headers = urlencode(parameters), FORM | headers
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=5)
    try:
        connection.request("GET" if mode == "query" else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
