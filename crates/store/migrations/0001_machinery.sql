-- What everything else stands on: the event log and its order, readers, timers, jobs, counters, numbers, leases.

-- What happened. Rows are never changed. `body` is canonical JSON without personal data; `hash` is the SHA-256 of the
-- bytes named in event.rs.
CREATE TABLE event (
    id {i64} NOT NULL PRIMARY KEY,
    at {i64} NOT NULL,
    actor {text} NOT NULL,
    origin {text} NOT NULL,
    subject_kind {text} NOT NULL,
    subject {i64} NOT NULL,
    kind {text} NOT NULL,
    body {json} NOT NULL,
    hash {bytes} NOT NULL
) {strict};
CREATE INDEX event_subject ON event (subject_kind, subject, id);

-- Dense and final: who has seen position n has seen everything up to n.
CREATE TABLE event_order (
    pos {i64} NOT NULL PRIMARY KEY,
    event_id {i64} NOT NULL UNIQUE REFERENCES event (id)
) {strict};

-- postgres only: where events wait for their position (SQLite gives it at once)
CREATE TABLE event_inbox (
    seq {i64} GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id {i64} NOT NULL
);
-- end

-- How far each reader of the log has come, and who reads for it now.
CREATE TABLE reader (
    name {text} NOT NULL PRIMARY KEY,
    pos {i64} NOT NULL,
    holder {text},
    lease_until {i64} NOT NULL,
    attempts {i64} NOT NULL,
    retry_at {i64} NOT NULL,
    problem {text}
) {clustered};

-- Events a reader could not digest: set aside so that the others may pass, shown, and read again on demand.
CREATE TABLE dead_letter (
    reader {text} NOT NULL,
    pos {i64} NOT NULL,
    event_id {i64} NOT NULL REFERENCES event (id),
    at {i64} NOT NULL,
    attempts {i64} NOT NULL,
    problem {text} NOT NULL,
    PRIMARY KEY (reader, pos)
) {clustered};
CREATE INDEX dead_letter_at ON dead_letter (at, reader, pos);
CREATE INDEX dead_letter_event ON dead_letter (event_id);

-- One row per subject: the earliest instant at which something about it may be due. `claimed_until` is later than now
-- while somebody works on it, or while it waits to be tried again.
CREATE TABLE timer (
    kind {text} NOT NULL,
    subject {i64} NOT NULL,
    due_at {i64} NOT NULL,
    wake_at {i64} NOT NULL,
    claim {i64} NOT NULL,
    attempts {i64} NOT NULL,
    problem {text},
    PRIMARY KEY (kind, subject)
) {clustered};
CREATE INDEX timer_wake ON timer (wake_at, kind, subject);
CREATE INDEX timer_failing ON timer (wake_at, kind, subject) WHERE attempts > 0;

-- Work queued in the transaction that caused it. A finished job's row is gone; a dead one stays until somebody decides.
CREATE TABLE job (
    id {i64} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    payload {json} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'queued' 'dead'}),
    run_at {i64} NOT NULL,
    claim {i64} NOT NULL,
    attempts {i64} NOT NULL,
    attempts_at_most {i64} NOT NULL,
    created_at {i64} NOT NULL,
    problem {text}
) {strict};
CREATE INDEX job_due ON job (run_at, id) WHERE state = 'queued';
CREATE INDEX job_dead ON job (id) WHERE state = 'dead';

CREATE TABLE counter (
    key {text} NOT NULL,
    slot {i64} NOT NULL,
    n {i64} NOT NULL,
    PRIMARY KEY (key, slot)
) {clustered};

CREATE TABLE sequence (
    name {text} NOT NULL PRIMARY KEY,
    next {i64} NOT NULL
) {clustered};

-- Numbers that keep the ids of concurrent processes apart.
CREATE TABLE node (
    id {i64} NOT NULL PRIMARY KEY CHECK (id BETWEEN 0 AND 1023),
    holder {text} NOT NULL,
    lease_until {i64} NOT NULL
) {strict};

-- Answers to repeat. They hold personal data: sealed by the caller, and gone after a day.
CREATE TABLE idempotency (
    scope {text} NOT NULL,
    key {text} NOT NULL,
    body_hash {bytes} NOT NULL,
    answer {bytes} NOT NULL,
    expires_at {i64} NOT NULL,
    PRIMARY KEY (scope, key)
) {clustered};
CREATE INDEX idempotency_expires ON idempotency (expires_at, scope, key);
