-- What people ask about their own data: copies, corrections, erasure; each with a time limit of its own.

-- Facts. `phase` leads the lists; `due_at` is the end of the last working day; `warned` counts warnings given.
CREATE TABLE privacy_request (
    id {i64} NOT NULL PRIMARY KEY,
    person {i64} NOT NULL REFERENCES person (id),
    kind {text} NOT NULL CHECK ({one_of kind 'access' 'correction' 'erasure'}),
    phase {text} NOT NULL CHECK ({one_of phase 'open' 'closed'}),
    state {text} NOT NULL CHECK ({one_of state 'received' 'in_progress' 'completed' 'refused' 'withdrawn'}),
    source {text} NOT NULL CHECK ({one_of source 'staff' 'tracking_page'}),
    ticket {i64},
    language {text} NOT NULL CHECK ({one_of language 'zh-CN' 'en' 'ja' 'ko'}),
    standard {i64} NOT NULL,
    received_at {i64} NOT NULL,
    due_at {i64} NOT NULL,
    extended_at {i64},
    warned {i64} NOT NULL,
    late_at {i64},
    proof {text} CHECK ({one_of proof 'one_time_code' 'call_back' 'document' 'in_person'}),
    proved_at {i64},
    refusal {text} CHECK ({one_of refusal 'identity_not_proven' 'legal_hold' 'legal_duty' 'excessive' 'nothing_held'
        'not_wrong'}),
    closed_at {i64},
    version {i64} NOT NULL
) {strict};
CREATE INDEX privacy_request_due ON privacy_request (phase, due_at, id);
CREATE INDEX privacy_request_kind ON privacy_request (phase, kind, due_at, id);
CREATE INDEX privacy_request_person ON privacy_request (person, id);

-- Erasable: what was asked, why it took longer or was refused, what was done.
CREATE TABLE privacy_request_text (
    request {i64} NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    detail {text} NOT NULL,
    extension {text},
    answer {text}
) {strict};

-- Erasable: what a correction changed, sealed with the person's key.
CREATE TABLE privacy_correction (
    request {i64} NOT NULL REFERENCES privacy_request (id),
    field {text} NOT NULL CHECK ({one_of field 'name' 'email' 'phone'}),
    before_sealed {bytes},
    after_sealed {bytes},
    PRIMARY KEY (request, field)
) {clustered};

-- The copy of a person's data. Its bytes lie in the blob named by `file`, sealed with the person's key.
CREATE TABLE privacy_package (
    request {i64} NOT NULL PRIMARY KEY REFERENCES privacy_request (id),
    state {text} NOT NULL CHECK ({one_of state 'queued' 'ready' 'failed' 'removed'}),
    file {i64} NOT NULL,
    size {i64},
    sha256 {bytes},
    asked_at {i64} NOT NULL,
    made_at {i64},
    expires_at {i64},
    downloads {i64} NOT NULL
) {strict};
CREATE INDEX privacy_package_expiry ON privacy_package (expires_at, request) WHERE state = 'ready';
