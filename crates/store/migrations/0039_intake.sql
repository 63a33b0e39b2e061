-- Requests that other systems sent in as a batch.

-- `key` is a keyed hash of the system and of the id it knows the request by, since such an id may be somebody's address: a
-- request is taken once, however often it is sent.
CREATE TABLE intake_ref (
    key {bytes} NOT NULL PRIMARY KEY,
    ticket {i64} NOT NULL REFERENCES ticket (id),
    created_at {i64} NOT NULL
) {clustered};
CREATE INDEX intake_ref_ticket ON intake_ref (ticket);
