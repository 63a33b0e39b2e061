-- How long what was written is kept: the rules in force, runs that count or destroy, and what each found.

-- When what was written in it was destroyed, by retention or with its person: it is walked no more.
ALTER TABLE ticket ADD COLUMN retired_at {i64};
CREATE INDEX ticket_archived ON ticket (archived_at, id) WHERE archived_at IS NOT NULL AND retired_at IS NULL;
CREATE INDEX ticket_kept ON ticket (requester, id) WHERE retired_at IS NULL;

-- A version is never changed but to be approved; `rules` is JSON by class.
CREATE TABLE retention_policy (
    version {i64} NOT NULL PRIMARY KEY,
    rules {json} NOT NULL,
    created_at {i64} NOT NULL,
    created_by {i64} NOT NULL REFERENCES user_account (id),
    approved_at {i64},
    approved_by {i64} REFERENCES user_account (id),
    automatic {bool} NOT NULL
) {strict};

-- `at` counts as now for the whole run; `step`, `place_at` and `place_id` are how far it is; `under_way` is 1 as long as it runs.
CREATE TABLE retention_run (
    id {i64} NOT NULL PRIMARY KEY,
    policy {i64} NOT NULL REFERENCES retention_policy (version),
    mode {text} NOT NULL CHECK ({one_of mode 'dry' 'real'}),
    state {text} NOT NULL CHECK ({one_of state 'running' 'completed' 'cancelled'}),
    automatic {bool} NOT NULL,
    under_way {i64} CHECK (under_way = 1),
    at {i64} NOT NULL,
    step {i64} NOT NULL,
    place_at {i64} NOT NULL,
    place_id {i64} NOT NULL,
    ended_at {i64}
) {strict};
CREATE UNIQUE INDEX retention_run_under_way ON retention_run (under_way);

CREATE TABLE retention_count (
    run {i64} NOT NULL REFERENCES retention_run (id),
    class {text} NOT NULL CHECK ({one_of class 'request' 'complaint' 'spam' 'letter' 'trace'}),
    found {i64} NOT NULL,
    held {i64} NOT NULL,
    bytes {i64} NOT NULL,
    people {i64} NOT NULL,
    PRIMARY KEY (run, class)
) {clustered};

-- The first that a run found, to look at.
CREATE TABLE retention_sample (
    run {i64} NOT NULL REFERENCES retention_run (id),
    class {text} NOT NULL CHECK ({one_of class 'request' 'complaint' 'spam' 'letter' 'trace'}),
    subject {i64} NOT NULL,
    at {i64} NOT NULL,
    PRIMARY KEY (run, class, subject)
) {clustered};

-- Tickets whose texts were destroyed. `settled_at` says that files, log and the list outside the database followed.
CREATE TABLE ticket_erasure (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    at {i64} NOT NULL,
    settled_at {i64}
) {strict};
CREATE INDEX ticket_erasure_open ON ticket_erasure (at, ticket) WHERE settled_at IS NULL;
