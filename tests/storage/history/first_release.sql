BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'partnerdesk','first_release','2026-12-01 01:25:53.986381+00:00');
CREATE TABLE assignments (
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
INSERT INTO "assignments" VALUES('T1','vendor',48213,9001,360000000001,7,11,'2026-07-01T09:12:30.123456+00:00','Please check the mapping and tell us the cause.','with us',1);
CREATE TABLE feeds (
    team text not null,
    account text not null,
    watermark text,
    polled_at text,
    trouble text,
    trouble_since text,
    admins_told integer not null,
    primary key (team, account)
);
INSERT INTO "feeds" VALUES('T1','vendor','2026-07-01T09:12:30.123456+00:00','2026-07-01T10:12:30.123456+00:00','away','2026-07-01T09:12:30.123456+00:00',1);
CREATE TABLE gaps (
    team text not null,
    account text not null,
    since text not null,            -- a backup was taken
    until text not null,            -- ... and restored
    primary key (team, account, since, until)
);
INSERT INTO "gaps" VALUES('T1','vendor','2026-07-01T09:12:30.123456+00:00','2026-07-01T10:12:30.123456+00:00');
CREATE TABLE group_members (
    team text not null,
    account text not null,
    group_id integer not null,
    members text not null,          -- JSON
    primary key (team, account, group_id)
);
INSERT INTO "group_members" VALUES('T1','vendor',360000000001,'[{"id": 21, "name": "Sanne de Vries", "email": "sanne@partner.example", "licence": "light agent", "groups": [{"id": 360000000001, "name": "Partner-NL"}, {"id": 2, "name": "Ünïcode 🧾"}]}]');
CREATE TABLE holds (
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
INSERT INTO "holds" VALUES('T1','vendor',48213,9001,'U1','Sanne de Vries','2026-07-01T09:12:30.123456+00:00',NULL);
CREATE TABLE links (
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
INSERT INTO "links" VALUES('T1','vendor','U1',21,'{"id": 21, "name": "Sanne de Vries", "email": "sanne@partner.example", "licence": "light agent", "groups": [{"id": 360000000001, "name": "Partner-NL"}, {"id": 2, "name": "Ünïcode 🧾"}]}','["read", "tickets:write"]','2026-07-01T09:12:30.123456+00:00','2026-07-01T10:12:30.123456+00:00',0,0);
CREATE TABLE new_tickets (
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
INSERT INTO "new_tickets" VALUES('T1','vendor','n1',48213,9001,'U1',21,'Sanne de Vries','Change Request','More than 10,000 rows','{"blocks": [{"kind": "paragraph", "spans": [{"text": "Please raise the limit.", "bold": false, "italic": false, "strike": false, "code": false, "link": null, "mention": null}], "level": 0}]}',31,'Ann of Acme',41,'Acme BV','2026-07-01T09:12:30.123456+00:00','V2','{"reason": "It is a test key.", "findings": ["a key"]}','created',11,'2026-07-01T09:12:30.123456+00:00',50001,9003,1,1,'none','none','2026-07-01T09:12:30.123456+00:00','U9','2026-07-01T10:12:30.123456+00:00');
INSERT INTO "new_tickets" VALUES('T1','vendor','n2',48213,9001,'U1',21,'Sanne de Vries','Change Request','More than 10,000 rows','{"blocks": [{"kind": "paragraph", "spans": [{"text": "Please raise the limit.", "bold": false, "italic": false, "strike": false, "code": false, "link": null, "mention": null}], "level": 0}]}',31,'Ann of Acme',41,'Acme BV','2026-07-01T09:12:30.123456+00:00','V2','{"reason": "It is a test key.", "findings": ["a key"]}','accepted',11,'2026-07-01T09:12:30.123456+00:00',50001,9003,1,1,'none','none',NULL,'U9','2026-07-01T10:12:30.123456+00:00');
CREATE TABLE people (
    team text not null,
    account text not null,
    id integer not null,
    name text not null,
    primary key (team, account, id)
);
INSERT INTO "people" VALUES('T1','vendor',21,'Sanne de Vries');
CREATE TABLE pokes (
    team text not null,
    account text not null,
    mark text not null,             -- of a webhook's request
    heard_at text not null,
    primary key (team, account, mark)
);
INSERT INTO "pokes" VALUES('T1','vendor','heard','2026-07-01T09:12:30.123456+00:00');
CREATE TABLE posts (
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
INSERT INTO "posts" VALUES('T1','vendor','news:1','C1',48213,9001,'2026-07-01T09:12:30.123456+00:00','run-1',NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "posts" VALUES('T1','vendor','card:48213:9001:C1','C1',48213,9001,'2026-07-01T09:12:30.123456+00:00','run-1','C1','1.000001',0,NULL,NULL,NULL,NULL);
INSERT INTO "posts" VALUES('T1','vendor','asked','C1',48213,9001,'2026-07-01T09:12:30.123456+00:00','run-1','C1','1.000003',0,NULL,'p1',NULL,NULL);
INSERT INTO "posts" VALUES('T1','vendor','left','U9',NULL,NULL,'2026-07-01T09:12:30.123456+00:00','run-1',NULL,NULL,NULL,'the person has left this workspace.',NULL,'{"key": "left", "to": "U9", "message": {"text": "J. Visser added an internal note", "kind": "ticket news"}, "assignment": null, "in_thread": true, "proposal": null}','2026-07-01T09:12:30.123456+00:00');
CREATE TABLE preferences (
    team text not null,
    account text not null,
    name text not null,
    chosen text not null,           -- JSON
    primary key (team, account, name)
);
INSERT INTO "preferences" VALUES('T1','vendor','words','["blame"]');
CREATE TABLE proposals (
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
INSERT INTO "proposals" VALUES('T1','vendor','p1',48213,9001,'U1','Sanne de Vries','2026-07-01T09:12:30.123456+00:00','The mapping is theirs.','refused','U2','Tom','2026-07-01T10:12:30.123456+00:00','Ünïcode 🧾: one more look, please.',1,3);
CREATE TABLE sign_ins (
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
INSERT INTO "sign_ins" VALUES('T1','vendor','hash','U1','gAAAAABrDiIhZxO7WC9SUBu4Dnze1I2PcXaKFiS_A6VQmu2wCAzzsgUi1mceT1kNEyh7YnY-M33LBrq5N4HatjDTw9fbznF9CMPDEMsx4GBMZ0N-GHIWOVA=','2026-07-01T10:12:30.123456+00:00','note 48213','C1');
CREATE TABLE submissions (
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
INSERT INTO "submissions" VALUES('T1','vendor','s0',48213,48213,9001,'U1',21,'Sanne de Vries','{"findings": {"blocks": [{"kind": "bullet", "spans": [{"text": "It stops ", "bold": true, "italic": false, "strike": false, "code": false, "link": null, "mention": null}, {"text": "here", "bold": false, "italic": false, "strike": false, "code": false, "link": "https://x.example", "mention": null}], "level": 2}]}, "cause": "Defect in the software", "advice": {"blocks": [{"kind": "paragraph", "spans": [{"text": "Raise the limit.", "bold": false, "italic": false, "strike": false, "code": false, "link": null, "mention": null}], "level": 0}]}, "files": [{"id": "F1", "name": "log.txt", "media_type": "text/plain", "size": 12, "url": "https://files.example/F1"}], "remark": "", "needs_more": false}','2026-07-01T08:12:30.123456+00:00','V0','{"group_id": 7, "agent_id": 11, "name": "J. Visser"}',1800,'{"reason": "It is the customer''s own test key.", "findings": ["a password"]}','p1','sent','2026-07-01T09:12:30.123456+00:00',5400,1,'["upload-1", "upload-2"]','2026-07-01T09:12:30.123456+00:00',9002,'It stops here',1,'2026-07-01T09:12:30.123456+00:00',1,1,'pending','none','none','2026-07-01T09:12:30.123456+00:00','U9','2026-07-01T10:12:30.123456+00:00');
INSERT INTO "submissions" VALUES('T1','vendor','s1',48213,48213,9001,'U1',21,'Sanne de Vries','{"findings": {"blocks": [{"kind": "bullet", "spans": [{"text": "It stops ", "bold": true, "italic": false, "strike": false, "code": false, "link": null, "mention": null}, {"text": "here", "bold": false, "italic": false, "strike": false, "code": false, "link": "https://x.example", "mention": null}], "level": 2}]}, "cause": "Defect in the software", "advice": {"blocks": [{"kind": "paragraph", "spans": [{"text": "Raise the limit.", "bold": false, "italic": false, "strike": false, "code": false, "link": null, "mention": null}], "level": 0}]}, "files": [{"id": "F1", "name": "log.txt", "media_type": "text/plain", "size": 12, "url": "https://files.example/F1"}], "remark": "", "needs_more": false}','2026-07-01T09:12:30.123456+00:00','V1',NULL,NULL,NULL,NULL,'accepted',NULL,NULL,0,'[]',NULL,NULL,NULL,0,NULL,0,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE tickets (
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
INSERT INTO "tickets" VALUES('T1','vendor',48213,'Invoice export stops at 10,000 rows','open','high',360000000001,22,31,'2026-07-01T08:12:30.123456+00:00','2026-07-01T09:12:30.123456+00:00','2026-07-01T10:12:30.123456+00:00','Partner-NL','Tom','Ann of Acme','Acme BV',NULL,NULL,NULL);
CREATE TABLE tokens (
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
INSERT INTO "tokens" VALUES('T1','vendor',21,'gAAAAABrDiIhSGs36n49FzlpaVseD5tU6GJLQKLSh7saVrSaly97y6p4N2I9GQH3rKVs63tOf2G2nVsOKrgYII5Wyvfi4fS_3w==','gAAAAABrDiIhjo_bVVoLZBeRQISeoZWlaJjT7-FY09dfLTcnZLpv2KXIU4KsSucpMLGpMHfsAVsdFeI0JvoW-I_40-iNPxxnDA2ByRbim6fyr0UC0Tw0jjs=','2026-07-01T10:12:30.123456+00:00',NULL,'2026-07-01T09:12:30.123456+00:00');
CREATE TABLE watches (
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
INSERT INTO "watches" VALUES('T1','vendor','C1',360000000001,'Partner-NL',1,'U1','2026-07-01T09:12:30.123456+00:00',NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX assignments_by_stage on assignments (team, account, stage, assigned_at);
CREATE INDEX posts_by_assignment on posts (team, account, ticket_id, audit_id);
CREATE INDEX posts_waiting on posts (team, account, intended_at) where ts is null;
CREATE INDEX submissions_by_ticket on submissions (team, account, ticket_id, accepted_at, id);
CREATE INDEX submissions_by_assignment
    on submissions (team, account, assignment_ticket_id, assignment_audit_id, accepted_at, id);
CREATE INDEX submissions_by_state on submissions (team, account, state, accepted_at);
CREATE INDEX submissions_by_time on submissions (team, account, accepted_at, id);
CREATE UNIQUE INDEX one_holder on holds (team, account, ticket_id, audit_id) where until is null;
CREATE UNIQUE INDEX one_proposal_waits on proposals (team, account, ticket_id, audit_id) where state = 'waiting';
CREATE INDEX proposals_by_assignment on proposals (team, account, ticket_id, audit_id, at);
CREATE INDEX proposals_by_state on proposals (team, account, state, at);
CREATE INDEX new_tickets_by_source on new_tickets (team, account, source_id, assignment_audit_id, accepted_at, id);
CREATE INDEX new_tickets_by_time on new_tickets (team, account, accepted_at, id);
COMMIT;
