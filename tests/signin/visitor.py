"""A browser without scripts: follows redirects with cookies, and presses the button of the forms it is shown."""

import html
import os
import re
import ssl
import sys
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin


class Visitor:
    """Visits pages, trusting the CA in `ca_file` besides the system's."""

    def __init__(self, ca_file: Path | None = None) -> None:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(CookieJar()),
        )

    def visit(self, url: str, forms: int = 9) -> tuple[int, str]:
        """Open `url`, submit up to `forms` forms one after the other, and return the last page with its status."""
        status, page, address = self._open(url, None)
        for _number in range(forms):
            form = re.search(r"<form[^>]*action=\"([^\"]+)\".*?</form>", page, re.DOTALL)
            if form is None:
                break
            fields = _fields(form[0])
            status, page, address = self._open(urljoin(address, html.unescape(form[1])), fields)
        return status, page

    def _open(self, url: str, fields: dict[str, str] | None) -> tuple[int, str, str]:
        body = urlencode(fields).encode() if fields is not None else None
        try:
            with self._opener.open(url, body, timeout=10) as answer:
                return answer.status, answer.read().decode(), answer.url
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(), url


def _fields(form: str) -> dict[str, str]:
    """Return what is sent when the form's first button is pressed."""
    tags = re.findall(r"<input[^>]*>", form) + re.findall(r"<button[^>]*>", form)[:1]
    named = [dict(re.findall(r"(\w+)=\"([^\"]*)\"", tag)) for tag in tags]
    return {each["name"]: html.unescape(each.get("value", "")) for each in named if "name" in each}


if __name__ == "__main__":  # as $BROWSER: the address, and a CA file in $VISITOR_CA
    named = os.environ.get("VISITOR_CA")
    Visitor(Path(named) if named else None).visit(sys.argv[1])
