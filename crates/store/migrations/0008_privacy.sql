-- Erasing what identifies a person, and what forbids it.

ALTER TABLE person ADD COLUMN erased_at {i64};
ALTER TABLE ticket_text ADD COLUMN erased_at {i64};

-- Whose data must be kept, and why. The reason is free text, hence here and not in the event log.
CREATE TABLE legal_hold (
    subject_kind {text} NOT NULL CHECK ({one_of subject_kind 'person' 'ticket'}),
    subject {i64} NOT NULL,
    reason {text} NOT NULL,
    placed_by {i64} NOT NULL REFERENCES user_account (id),
    placed_at {i64} NOT NULL,
    until {i64},
    PRIMARY KEY (subject_kind, subject)
) {clustered};

-- What was decided to be erased. `settled_at` says that files, log and the list outside the database followed.
CREATE TABLE erasure (
    person {i64} NOT NULL PRIMARY KEY REFERENCES person (id),
    at {i64} NOT NULL,
    erased_by {i64} REFERENCES user_account (id),
    reason {text} NOT NULL,
    settled_at {i64}
) {strict};
CREATE INDEX erasure_open ON erasure (at, person) WHERE settled_at IS NULL;

-- Blobs whose file is gone already and whose bytes must follow.
CREATE TABLE blob_condemned (
    file {i64} NOT NULL PRIMARY KEY,
    at {i64} NOT NULL
) {strict};

-- Whom and what an answer to repeat is about: found by it when they are erased.
CREATE TABLE idempotency_about (
    subject {i64} NOT NULL,
    scope {text} NOT NULL,
    key {text} NOT NULL,
    expires_at {i64} NOT NULL,
    PRIMARY KEY (subject, scope, key)
) {clustered};
CREATE INDEX idempotency_about_expires ON idempotency_about (expires_at);

CREATE INDEX notification_person ON notification (person, id);
