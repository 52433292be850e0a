"""What the database itself refuses (ring 4): row-level policies on PostgreSQL, append-only tables on both engines.

The migrations run these statements; the tests compare what they made with the tables that need it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

CURRENT = "(select nullif(current_setting('app.agency_id', true), '')::uuid)"

OWNED_RULE = f"agency_id = {CURRENT}"
TWO_PARTY_RULE = f"(from_agency_id = {CURRENT} or to_agency_id = {CURRENT})"

#: Tables that only grow. A migration that adds one names it for itself: this list says how things stand today.
APPEND_ONLY = (
    "audit_entry", "disclosure", "action_update", "support_contact", "consent_category", "case_state_change",
    "package_supplement", "referral_message", "message_reading", "unmet_need", "decision_step",
    "request_reply", "request_views", "consent_taken_back", "case_note",
    "case_team_change", "supervision_note", "person_link_step", "child_concern_note", "assessment_version",
    "plan_edition", "plan_copy", "disposal_step", "erasure_record",
    "case_print", "subject_pack",
    "order_breach", "reporting_choice", "clock_wish",
    "stock_movement", "lone_step", "outreach_observation_note",
    "warning_source", "warning_shown",
    "scope_answer", "report_addition", "report_edition", "register_export",
    "police_message", "police_telling",
    "leak_verdict", "leak_mending",
    "enforcement_step", "bulletin_mailing",
    "service_check",
    "date_move", "action_evidence", "carried_action",
    "plan_measure_value",
    "minute_action", "minutes_edition", "paper_version",
    "group_step", "highlight_milestone", "voice_answer", "voice_told",
    "meeting_declaration", "quorum_note", "meeting_invitation",
    "settled_cut", "agency_release", "forum_release",
    "monitoring_return", "monitoring_return_step", "monitoring_return_file", "annual_review_file",
    "progress_report", "progress_report_file", "report_withdrawal",
)  # fmt: skip


#: Tables that all agencies read, and of which each writes its own part.
SHARED = ("tally", "agency_target", "pattern_mark")


def protect_owned(tables: Iterable[str]) -> Iterator[str]:
    """Row-level security on tables that one agency owns: read and write its own rows only, the owner included."""
    for table in tables:
        yield from _force(table)
        yield f"create policy own_agency on {table} using ({OWNED_RULE}) with check ({OWNED_RULE})"


def protect_two_party(tables: Iterable[str]) -> Iterator[str]:
    """Row-level security on tables that sender and receiver share; only the sender may make a row."""
    for table in tables:
        yield from _force(table)
        yield f"create policy either_side on {table} using ({TWO_PARTY_RULE}) with check ({TWO_PARTY_RULE})"
        yield (
            f"create policy sender_makes on {table} as restrictive for insert with check (from_agency_id = {CURRENT})"
        )


def keep_two_party(tables: Iterable[str], *, sealed: Iterable[str] = ()) -> Iterator[str]:
    """What sender and receiver share is never deleted by either; what is `sealed` is never changed by either."""
    for table in tables:
        yield f"create policy nobody_removes on {table} as restrictive for delete using (false)"
    for table in sealed:
        yield f"create policy nobody_changes on {table} as restrictive for update using (false)"


def keep_sides(dialect: str, tables: Iterable[str]) -> Iterator[str]:
    """Nobody turns a shared row round: whose it is and for whom never changes, so none is forged in another's name."""
    turned = "new.from_agency_id <> old.from_agency_id or new.to_agency_id <> old.to_agency_id"
    if dialect == "postgresql":
        yield (
            "create or replace function keep_sides() returns trigger language plpgsql set search_path = pg_catalog "
            f"as $$ begin if {turned} then raise exception 'a shared row keeps its sides'; end if; return new; end $$"
        )
    for table in tables:
        if dialect == "postgresql":
            each = "for each row execute function keep_sides()"
            yield f"create trigger {table}_keeps_its_sides before update on {table} {each}"
        else:
            yield (
                f"create trigger {table}_keeps_its_sides before update on {table} for each row when {turned} "
                "begin select raise(abort, 'a shared row keeps its sides'); end"
            )


def end_keep_sides(dialect: str, tables: Iterable[str]) -> Iterator[str]:
    """Take the refusal of `keep_sides` off again."""
    for table in tables:
        yield f"drop trigger if exists {table}_keeps_its_sides" + (f" on {table}" if dialect == "postgresql" else "")
    if dialect == "postgresql":
        yield "drop function if exists keep_sides() cascade"


def protect_shared(table: str) -> Iterator[str]:
    """Row-level security on a table that all read and each agency writes its own part of (tallies)."""
    yield from _force(table)
    yield f"create policy all_read on {table} for select using (true)"
    yield f"create policy own_agency_adds on {table} for insert with check ({OWNED_RULE})"
    yield f"create policy own_agency_changes on {table} for update using ({OWNED_RULE}) with check ({OWNED_RULE})"
    yield f"create policy own_agency_removes on {table} for delete using ({OWNED_RULE})"


def append_only(dialect: str, tables: Iterable[str] = APPEND_ONLY) -> Iterator[str]:
    """Refuse UPDATE and DELETE (and TRUNCATE) on tables that only grow."""
    if dialect == "postgresql":
        yield (
            "create or replace function refuse_change() returns trigger language plpgsql set search_path = pg_catalog "
            "as $$ begin raise exception 'this table only grows: %', tg_table_name; end $$"
        )
    for table in tables:
        if dialect == "postgresql":
            refuse = "execute function refuse_change()"
            yield f"create trigger {table}_only_grows before update or delete on {table} for each row {refuse}"
            yield f"create trigger {table}_is_kept before truncate on {table} for each statement {refuse}"
        else:
            for act in ("update", "delete"):
                yield (
                    f"create trigger {table}_refuses_{act} before {act} on {table} "
                    f"begin select raise(abort, 'this table only grows: {table}'); end"
                )


def end_append_only(dialect: str, tables: Iterable[str] = APPEND_ONLY) -> Iterator[str]:
    """Take the triggers off again, for the way down."""
    for table in tables:
        if dialect == "postgresql":
            yield f"drop trigger if exists {table}_only_grows on {table}"
            yield f"drop trigger if exists {table}_is_kept on {table}"
        else:
            yield f"drop trigger if exists {table}_refuses_update"
            yield f"drop trigger if exists {table}_refuses_delete"


def end_refusal(dialect: str) -> Iterator[str]:
    """Take away what the triggers of PostgreSQL call, once none is left."""
    if dialect == "postgresql":
        yield "drop function if exists refuse_change()"


def forbid_roles(dialect: str, kinds: Iterable[str], permissions: Iterable[str]) -> Iterator[str]:
    """Refuse that an account of an agency of these `kinds` ever holds one of these `permissions`, by any statement.

    Four doors: giving a role, giving a permission to a role that such an account holds, turning such an agency into
    another kind, and moving an account to another agency. A role's own list of forbidden kinds counts as well.
    """
    barred, held = _quoted(kinds), _quoted(permissions)
    pairs = (
        ("user_role", "insert", _role_is_barred(dialect, barred, held)),
        ("user_role", "update", _role_is_barred(dialect, barred, held)),
        ("role_permission", "insert", _permission_is_barred(barred, held)),
        ("role_permission", "update", _permission_is_barred(barred, held)),
        ("agency", "update", f"old.kind in ({barred}) and new.kind <> old.kind"),
        ("user_account", "update", "new.agency_id <> old.agency_id"),
    )
    for table, act, when in pairs:
        yield from _refuse_when(dialect, table, act, when)


def end_forbid_roles(dialect: str) -> Iterator[str]:
    """Take the refusals of `forbid_roles` off again."""
    for table in ("user_role", "role_permission", "agency", "user_account"):
        for act in ("insert", "update"):
            on = f" on {table}" if dialect == "postgresql" else ""
            yield f"drop trigger if exists {table}_{act}_keeps_roles_apart{on}"
        if dialect == "postgresql":
            yield f"drop function if exists {table}_keeps_roles_apart()"


def _refuse_when(dialect: str, table: str, act: str, when: str) -> Iterator[str]:
    name, words = f"{table}_{act}_keeps_roles_apart", "this is not for this kind of agency"
    if dialect == "postgresql":
        yield (
            f"create or replace function {table}_keeps_roles_apart() returns trigger language plpgsql "
            f"set search_path = pg_catalog, public as $$ begin if {when} then raise exception '{words}'; end if; "
            "return new; end $$"
        )
        yield (
            f"create trigger {name} before {act} on {table} for each row execute function {table}_keeps_roles_apart()"
        )
    else:
        yield (
            f"create trigger {name} before {act} on {table} for each row when {when} "
            f"begin select raise(abort, '{words}'); end"
        )


def _role_is_barred(dialect: str, barred: str, held: str) -> str:
    elements = "json_array_elements_text(role.forbidden_kinds) as forbidden(value)"
    listed = elements if dialect == "postgresql" else "json_each(role.forbidden_kinds)"
    return (
        "exists (select 1 from user_account join agency on agency.id = user_account.agency_id "  # noqa: S608  # our own words
        "join role on role.code = new.role_code where user_account.id = new.user_id and ("
        f"(agency.kind in ({barred}) and exists (select 1 from role_permission "
        f"where role_permission.role_code = role.code and role_permission.permission in ({held}))) "
        f"or exists (select 1 from {listed} where value = agency.kind)))"
    )


def _permission_is_barred(barred: str, held: str) -> str:
    return (
        f"new.permission in ({held}) and exists (select 1 from user_role "  # noqa: S608  # our own words
        "join user_account on user_account.id = user_role.user_id join agency on agency.id = user_account.agency_id "
        f"where user_role.role_code = new.role_code and agency.kind in ({barred}))"
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))


def change_check(dialect: str, table: str, name: str, before: str, after: str) -> Iterator[str]:
    """Give a CHECK constraint other words, and keep rows, triggers and all else; empty words mean: there is none.

    SQLite has no statement for it; this is the procedure that its manual gives (“Making other kinds of table schema
    changes”, lang_altertable.html): the stored text of the table is edited, and the schema read again.
    """
    if dialect == "postgresql":
        yield f"alter table {table} drop constraint if exists {name}"
        if after:
            yield f"alter table {table} add constraint {name} check ({after})"
        return
    yield from _edited_schema(table, *(_clause(name, words, whole=bool(before and after)) for words in (before, after)))


def _clause(name: str, words: str, *, whole: bool) -> str:
    """The constraint as the stored text has it; with its comma when it comes or goes, without when it stays."""
    return f"{'' if whole else ', '}CONSTRAINT {name} CHECK ({words})".replace("'", "''") if words else ""


def _edited_schema(table: str, old: str, new: str) -> Iterator[str]:
    edited = f"replace(sql, '{old}', '{new}')" if old else f"substr(sql, 1, length(sql) - 1) || '{new})'"
    yield "pragma writable_schema = on"
    yield f"update sqlite_schema set sql = {edited} where type = 'table' and name = '{table}'"  # noqa: S608  # a migration's own words
    yield "pragma writable_schema = reset"


def grant(role: str, tables: Iterable[str]) -> Iterator[str]:
    """What the service's own role may do in the `tables` that are there: rows, not structure; some only grow."""
    yield f"grant usage on schema public to {role}"
    yield f"grant select, insert, update, delete on all tables in schema public to {role}"
    for table in sorted(set(APPEND_ONLY) & set(tables)):
        yield f"revoke update, delete, truncate on {table} from {role}"
    yield f"revoke insert, update, delete on alembic_version from {role}"


def _force(table: str) -> Iterator[str]:
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
