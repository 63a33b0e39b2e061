-- Staff: who may sign in, what they may do, how they prove who they are. E-mail addresses are sealed per user and found
-- by a keyed hash; tokens of every kind are kept as keyed hashes only.

-- What the key ring must contain to read this database: check values, never keys.
CREATE TABLE key_check (
    kind {text} NOT NULL CHECK ({one_of kind 'ring' 'master' 'system'}),
    version {i64} NOT NULL,
    check_value {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    PRIMARY KEY (kind, version)
) {strict};

-- "user" is a reserved word in PostgreSQL.
CREATE TABLE user_account (
    id {i64} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    data_key {bytes},
    master_version {i64} NOT NULL,
    email_sealed {bytes},
    email_lookup {bytes} NOT NULL,
    lookup_version {i64} NOT NULL,
    language {text} NOT NULL CHECK ({one_of language 'zh-CN' 'en' 'ja' 'ko'}),
    role {text} NOT NULL CHECK ({one_of role 'administrator' 'team_lead' 'agent' 'quality_manager' 'executive'}),
    password {text},
    password_changed_at {i64},
    signed_in_at {i64},
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    archived_at {i64},
    version {i64} NOT NULL
) {strict};
-- An archived user's address may be used again.
CREATE UNIQUE INDEX user_account_email ON user_account (email_lookup) WHERE archived_at IS NULL;
CREATE INDEX user_account_name ON user_account (name, id);
CREATE INDEX user_account_role ON user_account (role) WHERE archived_at IS NULL;

CREATE TABLE team (
    id {i64} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    lead {i64} REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    archived_at {i64},
    version {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX team_name ON team (name) WHERE archived_at IS NULL;
CREATE INDEX team_lead ON team (lead);

CREATE TABLE team_member (
    user_id {i64} NOT NULL REFERENCES user_account (id),
    team {i64} NOT NULL REFERENCES team (id),
    PRIMARY KEY (user_id, team)
) {strict};
CREATE INDEX team_member_team ON team_member (team, user_id);

-- A session that ended is deleted: its history is in the event log.
CREATE TABLE session (
    id {i64} NOT NULL PRIMARY KEY,
    user_id {i64} NOT NULL REFERENCES user_account (id),
    mac {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    last_seen_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    address {text},
    agent {text}
) {strict};
CREATE UNIQUE INDEX session_mac ON session (mac);
CREATE INDEX session_by_user ON session (user_id, id);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE api_token (
    id {i64} NOT NULL PRIMARY KEY,
    user_id {i64} NOT NULL REFERENCES user_account (id),
    name {text} NOT NULL,
    mac {bytes} NOT NULL,
    scopes {json} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    last_used_at {i64},
    revoked_at {i64}
) {strict};
CREATE UNIQUE INDEX api_token_mac ON api_token (mac);
CREATE INDEX api_token_user ON api_token (user_id, id);

-- The one-time token that lets the first administrator in: one row at most.
CREATE TABLE setup_token (
    slot {i64} NOT NULL PRIMARY KEY CHECK (slot = 1),
    mac {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    used_at {i64}
) {strict};

-- Failures counted per keyed hash of what was tried (account, address, contact, ticket), known or not.
CREATE TABLE guard (
    key {bytes} NOT NULL PRIMARY KEY,
    failures {i64} NOT NULL,
    level {i64} NOT NULL,
    locked_until {i64},
    last_at {i64} NOT NULL
) {strict};
CREATE INDEX guard_last ON guard (last_at);
