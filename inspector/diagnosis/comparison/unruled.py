"""What no rule of its own speaks of: what is known of the claim, and whether its absence follows from something."""

from inspector.diagnosis.comparison.contrast import Contrast
from inspector.diagnosis.comparison.difference import Judgement, Weight
from inspector.diagnosis.comparison.pairing import Pair
from inspector.diagnosis.quoting import join, quote
from inspector.diagnosis.subject import Subject, odd_numbers
from inspector.knowledge.claims import Claim, claim, meaning_of
from inspector.tokens.artifact import Kind
from inspector.words import _

# Which claims no two tokens agree in.
ALWAYS = frozenset(
    """uti rh aio jti nonce at_hash c_hash s_hash sid ts xms_ftd xms_pftexp secaud signin_state tbid tbidv2 e_exp
    session_state origin_jti event_id run_id run_number run_attempt sha check_run_id""".split()
)
_OF_USERS = frozenset(
    """scp scope upn unique_name preferred_username name given_name family_name email amr acr acrs acct ipaddr
    onprem_sid puid platf login_hint sid auth_time deviceid in_corp groups altsecid ctry home_oid idp hasgroups
    _claim_names _claim_sources xms_st pwd_exp pwd_url signin_state""".split()
)
# What belongs to a person or a tenant and so is another one in another token of theirs.
_OF_ACCOUNTS = frozenset(
    """given_name family_name nickname puid onprem_sid altsecid login_hint home_oid home_tid home_puid ctry
    verified_primary_email verified_secondary_email onprem_sam_account_name primary_sid source_anchor picture
    xms_st xms_idrel xms_sub_fct platf""".split()
)
_OF_TENANTS = frozenset(
    """tenant_ctry tenant_display_name tenant_region_scope tenant_region_sub_scope xms_tcdt xms_tdbr xms_tntid
    xms_tpl xms_pl xms_mirid xms_az_rid xms_aud_guid""".split()
)
# What v1.0 tokens carry unasked, and v2.0 tokens where the API asks for it (optional claims reference).
_UNASKED_IN_V1 = frozenset(
    "amr acr ipaddr onprem_sid pwd_exp pwd_url in_corp nickname family_name given_name upn unique_name".split()
)
_NUMBERS = frozenset({"xms_idrel", "xms_act_fct", "xms_sub_fct", "xms_tnt_fct"})


def unruled(contrast: Contrast, pair: Pair) -> Judgement:
    """Return the judgement of a difference that has no rule of its own, or whose rule had nothing to say."""
    names = [held.name for held in (pair.left, pair.right) if held]
    if all(name in ALWAYS for name in names) and pair.both:
        return Judgement("always", Weight.ALWAYS, "")
    if pair.times[0] != 1 or pair.times[1] != 1:
        return _twice(pair)
    return _noise(pair) or (_missing(contrast, pair) if pair.both is None else _other(contrast, pair))


def _twice(pair: Pair) -> Judgement:
    words = _("The name stands twice in one of them; readers disagree on which value counts.")
    brief = _("the name {name} stands twice").format(name=quote(pair.name))
    return Judgement("duplicate", Weight.MATTERS, words, brief, rank=11)


def _noise(pair: Pair) -> Judgement | None:
    """Only the odd ones of such numbers mean anything; even ones are thrown in to be ignored."""
    if pair.both is None or pair.both[0].name not in _NUMBERS:
        return None
    one, other = (odd_numbers(held.value) for held in pair.both)
    if one == other:
        return Judgement("always", Weight.ALWAYS, _("Only the odd numbers mean anything, and they are equal."))
    return None


def _missing(contrast: Contrast, pair: Pair) -> Judgement:
    held = pair.left or pair.right
    row = claim(held.name) if held else None
    where = _("Stands only in the first.") if pair.left else _("Stands only in the second.")
    reason = _reason(contrast, pair, row)
    if reason:
        return Judgement("missing", Weight.FOLLOWS, f"{where} {reason}", rank=82)
    return _unexplained(contrast, pair, row, where)


def _reason(contrast: Contrast, pair: Pair, row: Claim | None) -> str:
    """Return why the other side can't have it, or nothing."""
    held = pair.left or pair.right
    lacking = contrast.right.subject if pair.left else contrast.left.subject
    if held is None or lacking is None:
        return ""
    if contrast.accesses_differ and lacking.is_app_only and held.name in _OF_USERS:
        return _("The other is an application's own: there is no user to tell of.")
    if contrast.issuers_are_strangers and row is not None and row.tokens[0] != "header":
        return _("Each issuer has claims of its own.")
    if row is None or not lacking.is_entra or row.tokens[0] == "header":
        return ""
    if contrast.versions_differ and lacking.version == "2.0" and held.name in _UNASKED_IN_V1:
        return _("v1.0 tokens carry it; v2.0 tokens do where the API asks for it as an optional claim.")
    return _by_form(contrast, row, lacking) or _by_audience(contrast, row)


def _by_audience(contrast: Contrast, row: Claim) -> str:
    if contrast.same_audience is False and row.kind == "entra-optional":
        return _("An optional claim: each API asks for its own (Token configuration).")
    return ""


def _by_form(contrast: Contrast, row: Claim, lacking: Subject) -> str:
    kind = {Kind.ACCESS_TOKEN: "access", Kind.ID_TOKEN: "id"}.get(lacking.kind)
    forms = [form.split("_") for form in row.tokens if "_" in form]
    if contrast.kinds_differ and kind and forms and kind not in {form[0] for form in forms}:
        return _("The other kind of token does not carry it.")
    if contrast.kinds_differ and kind and row.kind != "registered-jwt":
        return _("Access tokens and ID tokens do not carry the same claims.")
    version = "v1" if lacking.version == "1.0" else "v2"
    if contrast.versions_differ and kind and [kind, version] not in forms and forms:
        return _("Tokens of the other version do not carry it.")
    return ""


_AGENTS = frozenset({"xms_act_fct", "xms_sub_fct", "xms_par_app_azp"})
_AGENT_FACETS = frozenset({11, 13})  # an agent identity, an agent's own user account (entra_facts 46)


def _agent(pair: Pair) -> Judgement | None:
    """Say that one was got by an agent: its claims come together, and the actor's says it."""
    held = pair.left or pair.right
    if held is None or held.name not in _AGENTS:
        return None
    if held.name != "xms_act_fct" or not odd_numbers(held.value) & _AGENT_FACETS:
        return Judgement("agent", Weight.FOLLOWS, _("It stands in tokens that an agent got."), rank=70)
    words = _("An agent identity acts: its blueprint (xms_par_app_azp) and what it was granted decide.")
    brief = _("only the first was got by an agent") if pair.left else _("only the second was got by an agent")
    return Judgement("agent", Weight.MATTERS, words, brief, rank=18)


def _unexplained(contrast: Contrast, pair: Pair, row: Claim | None, where: str) -> Judgement:
    agent = _agent(pair)
    if agent:
        return agent
    brief = (_("only the first has {name}") if pair.left else _("only the second has {name}")).format(
        name=quote(pair.name)
    )
    if row and row.kind == "entra-internal":
        return Judgement("missing", Weight.MINOR, f"{where} {_internal()}", rank=88)
    if all(held.name in ALWAYS for held in (pair.left, pair.right) if held):
        return Judgement("missing", Weight.MINOR, where, rank=89)
    if row and row.kind == "entra-optional":
        words = _("An optional claim: the API's registration asks for it (Token configuration).")
        return Judgement("missing", Weight.MATTERS, f"{where} {words}", brief, rank=81)
    meaning = _meaning(contrast, pair)
    return Judgement("missing", Weight.MATTERS, f"{where} {meaning}".rstrip(), brief, rank=82)


def _other(contrast: Contrast, pair: Pair) -> Judgement:
    names = {held.name for held in pair.both or ()}
    if contrast.same_person is False and names & _OF_ACCOUNTS:
        return Judgement("differs", Weight.FOLLOWS, _("Another account."), rank=83)
    if contrast.same_tenant is False and names & _OF_TENANTS:
        return Judgement("differs", Weight.FOLLOWS, _("Another tenant."), rank=83)
    row = claim(pair.left.name if pair.left else pair.name)
    if row and row.kind == "entra-internal":
        return Judgement("differs", Weight.MINOR, _internal(), rank=88)
    if pair.both and pair.both[0].written == pair.both[1].written:
        return _types(pair)
    return Judgement("differs", Weight.MATTERS, _meaning(contrast, pair), _brief(pair), rank=80)


def _types(pair: Pair) -> Judgement:
    """The same letters as text and as a number, say: readers that expect one of them refuse the other."""
    words = _("The same letters: in one as text in quotes, in the other as a number, true or false.")
    brief = _("only one has text in {name}").format(name=quote(pair.name))
    return Judgement("type", Weight.MATTERS, words, brief, rank=80)


def _brief(pair: Pair) -> str:
    """Of two lists say what came and went, of two short values which they are."""
    name, change = quote(pair.name), pair.change
    if change is not None and (change.gone or change.come):
        return _changed(name, join(change.gone, 3), join(change.come, 3))
    both = [held.written for held in pair.both or ()]
    if pair.name != "tfp" or max(map(len, both), default=99) > 60:
        return _("the two differ in {name}").format(name=name)
    return _("another user flow: {after} instead of {before}").format(after=quote(both[1]), before=quote(both[0]))


def _changed(name: str, gone: str, come: str) -> str:
    if not gone:
        return _("the second's {name} also has {values}").format(name=name, values=come)
    if not come:
        return _("the second's {name} lacks {values}").format(name=name, values=gone)
    return _("the second's {name} has {come} instead of {gone}").format(name=name, come=come, gone=gone)


def _internal() -> str:
    return _("Microsoft's own, undocumented: nobody should rely on it.")


def _meaning(contrast: Contrast, pair: Pair) -> str:
    held = pair.left or pair.right
    side = contrast.left if pair.left else contrast.right
    tags = ("header",) if pair.part == "header" else side.subject.tags if side.subject else ()
    return (meaning_of(held.name, tags) or meaning_of(held.name.partition(".")[0], tags)) if held else ""
