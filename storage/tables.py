"""The text of each step of the schema. A released text never changes.

Every table has `team` and `account` at the start of its key, so two desks in one file stay apart. Moments are ISO 8601
in UTC with microseconds, so that they sort as text. There are no STRICT tables and no RETURNING: the machine's SQLite
may be years old.
"""

FIRST_RELEASE = """
create table links (
    team text not null,
    account text not null,
    user text not null,
    agent_id integer not null,
    agent text not null,            -- JSON: name, licence, groups
    scopes text not null,           -- JSON
    connected_at text not null,
    checked_at text not null,
    lapsed integer not null,
    ageing integer not null,
    primary key (team, account, user),
    unique (team, account, agent_id)
);
create table tokens (
    team text not null,
    account text not null,
    agent_id integer not null,
    access text not null,           -- sealed
    refresh text,                   -- sealed
    access_expires_at text,
    refresh_expires_at text,
    issued_at text,
    primary key (team, account, agent_id)
);
create table sign_ins (
    team text not null,
    account text not null,
    state_hash text not null,
    user text not null,
    verifier text not null,         -- sealed
    expires_at text not null,
    wanted text,
    channel text,
    primary key (team, account, state_hash)
);
create table watches (
    team text not null,
    account text not null,
    channel text not null,
    group_id integer not null,
    group_name text not null,
    shows_excerpt integer not null,
    by_user text not null,
    since text not null,
    trouble text,
    primary key (team, account, channel, group_id)
);
create table tickets (
    team text not null,
    account text not null,
    id integer not null,
    subject text not null,
    status text not null,
    priority text,
    group_id integer,
    assignee_id integer,
    requester_id integer,
    created_at text not null,
    updated_at text not null,
    read_at text not null,
    "group" text,
    assignee text,
    requester text,
    organization text,
    organization_id integer,
    spent integer,                  -- seconds
    label text,
    primary key (team, account, id)
);
create table assignments (
    team text not null,
    account text not null,
    ticket_id integer not null,
    audit_id integer not null,
    group_id integer not null,
    from_group_id integer,
    assigned_by integer,
    assigned_at text not null,
    asked text,
    stage text not null,
    revision integer not null,
    primary key (team, account, ticket_id, audit_id)
);
create index assignments_by_stage on assignments (team, account, stage, assigned_at);
create table posts (
    team text not null,
    account text not null,
    key text not null,
    recipient text not null,
    ticket_id integer,              -- of the assignment
    audit_id integer,               -- of the assignment
    intended_at text not null,
    executor text not null,
    channel text,
    ts text,
    shown_revision integer,
    trouble text,
    proposal text,
    post text,                      -- JSON: the message, while there is trouble with it
    given_up_at text,
    primary key (team, account, key)
);
create index posts_by_assignment on posts (team, account, ticket_id, audit_id);
create index posts_waiting on posts (team, account, intended_at) where ts is null;
create table submissions (
    team text not null,
    account text not null,
    id text not null,
    ticket_id integer not null,
    assignment_ticket_id integer,
    assignment_audit_id integer,
    author text not null,
    agent_id integer not null,
    author_name text not null,
    analysis text not null,         -- JSON
    accepted_at text not null,
    screen text,
    transfer text,                  -- JSON
    seconds integer,
    override text,                  -- JSON
    proposal text,
    state text not null,
    stamp text,
    total integer,                  -- seconds
    sets_open integer not null,
    uploads text not null,          -- JSON
    uploaded_at text,
    audit_id integer,               -- of the note
    stored_text text,
    went_public integer not null,
    internal_again_at text,
    altered integer not null,
    unconfirmed integer not null,
    left_status text,
    refusal text,
    trouble text,
    queued_at text,
    given_up_by text,
    finished_at text,
    primary key (team, account, id)
);
create index submissions_by_ticket on submissions (team, account, ticket_id, accepted_at, id);
create index submissions_by_assignment
    on submissions (team, account, assignment_ticket_id, assignment_audit_id, accepted_at, id);
create index submissions_by_state on submissions (team, account, state, accepted_at);
create index submissions_by_time on submissions (team, account, accepted_at, id);
create table people (
    team text not null,
    account text not null,
    id integer not null,
    name text not null,
    primary key (team, account, id)
);
create table feeds (
    team text not null,
    account text not null,
    watermark text,
    polled_at text,
    trouble text,
    trouble_since text,
    admins_told integer not null,
    primary key (team, account)
);
create table group_members (
    team text not null,
    account text not null,
    group_id integer not null,
    members text not null,          -- JSON
    primary key (team, account, group_id)
);
create table holds (
    team text not null,
    account text not null,
    ticket_id integer not null,
    audit_id integer not null,      -- of the assignment
    user text not null,
    name text not null,
    since text not null,
    until text,
    primary key (team, account, ticket_id, audit_id, since, user)
);
create unique index one_holder on holds (team, account, ticket_id, audit_id) where until is null;
create table proposals (
    team text not null,
    account text not null,
    id text not null,
    ticket_id integer not null,
    audit_id integer not null,      -- of the assignment
    by_user text not null,
    by_name text not null,
    at text not null,
    why text not null,
    state text not null,
    decided_by text,
    decided_by_name text,
    decided_at text,
    reason text,
    reminders integer not null,
    revision integer not null,
    primary key (team, account, id)
);
create unique index one_proposal_waits on proposals (team, account, ticket_id, audit_id) where state = 'waiting';
create index proposals_by_assignment on proposals (team, account, ticket_id, audit_id, at);
create index proposals_by_state on proposals (team, account, state, at);
create table new_tickets (
    team text not null,
    account text not null,
    id text not null,
    source_id integer not null,
    assignment_audit_id integer,
    author text not null,
    agent_id integer not null,
    author_name text not null,
    kind text not null,
    subject text not null,
    description text not null,      -- JSON
    requester_id integer,
    requester text,
    organization_id integer,
    organization text,
    accepted_at text not null,
    screen text,
    override text,                  -- JSON
    state text not null,
    group_id integer,
    first_tried_at text,
    ticket_id integer,              -- of the new ticket
    audit_id integer,
    went_public integer not null,
    altered integer not null,
    refusal text,
    trouble text,
    queued_at text,
    given_up_by text,
    finished_at text,
    primary key (team, account, id)
);
create index new_tickets_by_source on new_tickets (team, account, source_id, assignment_audit_id, accepted_at, id);
create index new_tickets_by_time on new_tickets (team, account, accepted_at, id);
create table preferences (
    team text not null,
    account text not null,
    name text not null,
    chosen text not null,           -- JSON
    primary key (team, account, name)
);
create table pokes (
    team text not null,
    account text not null,
    mark text not null,             -- of a webhook's request
    heard_at text not null,
    primary key (team, account, mark)
);
create table gaps (
    team text not null,
    account text not null,
    since text not null,            -- a backup was taken
    until text not null,            -- ... and restored
    primary key (team, account, since, until)
)
"""
