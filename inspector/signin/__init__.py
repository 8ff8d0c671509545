"""Signing in with MSAL, which lives in this package alone. Nothing here imports Qt, httpx or keyring.

What a window or a terminal uses; importing these loads no MSAL:

- `request.SignInRequest`, `Credential`: what is asked for, and what the client proves itself with. `obstacles()` says
  what keeps a request from being sent, `advice()` what to know before; `to_profile()`/`from_profile()` are its plain
  values for `storage.profiles`.
- `session.Session(http, vault)`: one for a program run. `app.open_session` and `app.open_practice` build it.
  - `sign_in(request, credential=…, tell=…, cancellation=…) -> SignInOutcome` carries out any flow; blocks, so call it
    off the GUI thread. It raises only `ObstacleError`; whatever else goes wrong is an outcome.
  - `refresh(request, account, force=…)` renews, for the request's scopes, which may be another API's.
  - `restore()` reads the accounts that the keyring kept (its first touch: once the window is up), `accounts()` lists
    them, `sign_out(account)` forgets one; `sign_out_limits()` says what that does not revoke.
- `outcome.SignInOutcome`: status, sentence, next step, tokens, scopes, account, refusal (to be given to explain),
  checks of the ID token, notes, trace. While it runs, `tell` hears, on the thread of `sign_in`: `OpenBrowser` (open
  its url, show the time left), `NothingHappened` after 20 s, `EnterCode` (device code), `StepReached` (the trace grew
  or changed).
- `cancellation.Cancellation().cancel()`: from any thread; `sign_in` returns at once with CANCELLED.
- `api_call`: `obstacle(call)`, `concerns(call, token)` to confirm first, `call_api(http, call, token)`; its answer's
  `for_explain` goes to explain, its `claims_challenge` to `claims.answer_challenge(request, …)` and a new sign-in.
- `scopes.complete(typed)` and `describe(scope)` while scopes are typed; `authority.admin_consent_address(request)`;
  `registration_guide.guide(request)`; `surroundings.browser_here()` and `first_flow()`.

The trace is `exchanges.exchange.Exchange` values; `exchanges.har.to_har` saves it, `report.trace` puts it into words,
`exchanges.parameters.explain_parameter` explains each parameter.
"""
