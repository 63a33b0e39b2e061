-- People who ask for something. Name, e-mail and phone are sealed with a key of the person's own; destroying that key
-- erases them, in old backups too. Nothing here holds a readable part of them, masked forms included.

CREATE TABLE person (
    id {i64} NOT NULL PRIMARY KEY,
    data_key {bytes},
    master_version {i64} NOT NULL,
    name_sealed {bytes},
    language {text} NOT NULL CHECK ({one_of language 'zh-CN' 'en' 'ja' 'ko'}),
    tier {text} NOT NULL CHECK ({one_of tier 'general' 'enterprise' 'premium'}),
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};

-- A contact is a claim until a one-time code has shown that the person reads what is sent there.
CREATE TABLE contact (
    person {i64} NOT NULL REFERENCES person (id),
    kind {text} NOT NULL CHECK ({one_of kind 'email' 'phone'}),
    lookup {bytes} NOT NULL,
    lookup_version {i64} NOT NULL,
    sealed {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    verified_at {i64},
    PRIMARY KEY (person, kind)
) {strict};
CREATE INDEX contact_lookup ON contact (kind, lookup, person);
CREATE INDEX contact_verified ON contact (kind, lookup, person) WHERE verified_at IS NOT NULL;

-- Two person records that name the same contact: perhaps one human being. Never merged by itself.
CREATE TABLE person_suggestion (
    person {i64} NOT NULL REFERENCES person (id),
    other {i64} NOT NULL REFERENCES person (id),
    basis {text} NOT NULL CHECK ({one_of basis 'email' 'phone'}),
    created_at {i64} NOT NULL,
    proved_at {i64},
    PRIMARY KEY (person, other, basis),
    CHECK (person <> other)
) {strict};
CREATE INDEX person_suggestion_other ON person_suggestion (other, person);

-- Who asked to see personal fields in clear, why, and whether they were shown. The reason is free text, hence here and
-- not in the event log.
CREATE TABLE person_reveal (
    id {i64} NOT NULL PRIMARY KEY,
    person {i64} NOT NULL REFERENCES person (id),
    user_id {i64} NOT NULL REFERENCES user_account (id),
    at {i64} NOT NULL,
    fields {json} NOT NULL,
    reason {text} NOT NULL,
    granted {bool} NOT NULL
) {strict};
CREATE INDEX person_reveal_person ON person_reveal (person, id);

-- One-time codes sent to a contact to show that the sender of a ticket owns it.
CREATE TABLE otp (
    ticket {i64} NOT NULL,
    created_at {i64} NOT NULL,
    person {i64} NOT NULL REFERENCES person (id),
    contact_kind {text} NOT NULL CHECK ({one_of contact_kind 'email' 'phone'}),
    contact_lookup {bytes} NOT NULL,
    code_mac {bytes} NOT NULL,
    expires_at {i64} NOT NULL,
    tries_left {i64} NOT NULL CHECK (tries_left >= 0),
    used_at {i64},
    PRIMARY KEY (ticket, created_at)
) {strict};
CREATE INDEX otp_expiry ON otp (expires_at);

-- The right to read and answer one ticket for a while: what a right code yields, and sending the request in. Without a
-- contact nothing but the latter was shown.
CREATE TABLE track_session (
    mac {bytes} NOT NULL PRIMARY KEY,
    person {i64} NOT NULL REFERENCES person (id),
    ticket {i64} NOT NULL,
    contact_kind {text} CHECK ({one_of contact_kind 'email' 'phone'}),
    created_at {i64} NOT NULL,
    last_seen_at {i64} NOT NULL,
    expires_at {i64} NOT NULL
) {strict};
CREATE INDEX track_session_ticket ON track_session (ticket);
CREATE INDEX track_session_expiry ON track_session (expires_at);
