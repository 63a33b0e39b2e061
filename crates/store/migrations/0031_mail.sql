-- Mail that comes in: kept as it came before anything else, then looked at.

-- `key` is the keyed hash of what a message is known by (its Message-ID, else its bytes), so that one message is taken once
-- for each mailbox; `copies` counts how often it came. `sender` is the keyed hash of the address it says it is from: messages
-- of one sender are looked at in order. `head` holds sender and subject, sealed with `data_key` like the bytes; both go with
-- it. `run_at` and `claim` are the look that is due, or the claim of who looks.
CREATE TABLE mail (
    id {i64} NOT NULL PRIMARY KEY,
    mailbox {text} NOT NULL,
    key {bytes} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'waiting' 'done' 'refused' 'unreadable' 'quarantined' 'dropped'}),
    reason {text} CHECK ({one_of reason 'opened' 'appended' 'own_letter' 'own_address' 'automatic_reply' 'report' 'bulk' 'burst' 'malformed' 'no_sender' 'not_taken' 'crashed'}),
    size {i64} NOT NULL,
    received_at {i64} NOT NULL,
    settled_at {i64},
    run_at {i64} NOT NULL,
    claim {i64} NOT NULL,
    attempts {i64} NOT NULL,
    released {bool} NOT NULL,
    copies {i64} NOT NULL,
    sender {bytes},
    head {bytes},
    data_key {bytes},
    master_version {i64} NOT NULL,
    ticket {i64},
    message {i64},
    acknowledged {bool} NOT NULL,
    other_sender {bool} NOT NULL,
    problem {text},
    note {text},
    version {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX mail_key ON mail (mailbox, key);
CREATE INDEX mail_due ON mail (state, run_at, id);
CREATE INDEX mail_order ON mail (sender, id) WHERE state = 'waiting' AND sender IS NOT NULL;
CREATE INDEX mail_state ON mail (state, id);
CREATE INDEX mail_sender ON mail (sender, received_at) WHERE sender IS NOT NULL;
CREATE INDEX mail_ticket ON mail (ticket, id) WHERE ticket IS NOT NULL;
CREATE INDEX mail_master ON mail (master_version) WHERE data_key IS NOT NULL;
CREATE INDEX mail_over ON mail (state, settled_at, id) WHERE data_key IS NOT NULL;

CREATE TABLE mail_raw (
    mail {i64} NOT NULL PRIMARY KEY REFERENCES mail (id),
    bytes {bytes} NOT NULL
) {strict};
