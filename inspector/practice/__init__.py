"""The practice tenant: an authority shaped like Entra ID, for learning and for tests, with nothing real behind it.

`inspector.practice.tenant.practice_app()` returns one. Its WSGI application answers at https://practice.test; only
the pages for browsers are served, on loopback.
"""
