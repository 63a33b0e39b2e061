-- Changing keys: which version everything was made with, how far a change is, and which process knows which version.

ALTER TABLE notification ADD COLUMN key_version {i64} NOT NULL DEFAULT 1;
ALTER TABLE idempotency ADD COLUMN key_version {i64} NOT NULL DEFAULT 1;
ALTER TABLE setting ADD COLUMN key_version {i64} NOT NULL DEFAULT 1;
ALTER TABLE contact ADD COLUMN lookup_key {i64} NOT NULL DEFAULT 1;
ALTER TABLE user_account ADD COLUMN lookup_key {i64} NOT NULL DEFAULT 1;

-- By these it is proved that nothing is left of a version.
CREATE INDEX person_master ON person (master_version) WHERE data_key IS NOT NULL;
CREATE INDEX user_account_master ON user_account (master_version) WHERE data_key IS NOT NULL;
CREATE INDEX notification_key ON notification (key_version);
CREATE INDEX idempotency_key ON idempotency (key_version, scope, key);
CREATE INDEX contact_lookup_key ON contact (lookup_key);
CREATE INDEX user_account_lookup_key ON user_account (lookup_key);

-- Look-up keys are checked like the others. No engine can widen a CHECK in place on both, so the table is made anew.
CREATE TABLE key_check_wider (
    kind {text} NOT NULL CHECK ({one_of kind 'ring' 'master' 'system' 'lookup'}),
    version {i64} NOT NULL,
    check_value {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    PRIMARY KEY (kind, version)
) {strict};
INSERT INTO key_check_wider (kind, version, check_value, created_at)
    SELECT kind, version, check_value, created_at FROM key_check;
DROP TABLE key_check;
ALTER TABLE key_check_wider RENAME TO key_check;

-- One row for each change, the newest of a family being the one that counts. `under_way` is 1 until nothing is left of older
-- versions, so there is one at a time. `stage` and `place` say where a pass over the rows is; `node` is the process that
-- puts the new version into the key ring, `worker` the one that moves rows.
CREATE TABLE key_rotation (
    family {text} NOT NULL CHECK ({one_of family 'sealing' 'lookup'}),
    version {i64} NOT NULL,
    state {text} NOT NULL CHECK ({one_of state 'wanted' 'prepared' 'moving' 'moved' 'retired'}),
    under_way {i64} CHECK (under_way = 1),
    node {i64} NOT NULL,
    worker {i64},
    beat_at {i64},
    stage {i64} NOT NULL,
    place {i64} NOT NULL,
    done {i64} NOT NULL,
    total {i64} NOT NULL,
    stuck {i64} NOT NULL,
    created_at {i64} NOT NULL,
    activated_at {i64},
    ended_at {i64},
    problem {text},
    PRIMARY KEY (family, version)
) {strict};
CREATE UNIQUE INDEX key_rotation_under_way ON key_rotation (family, under_way);

-- Which versions each living process has in its key ring.
CREATE TABLE key_holder (
    node {i64} NOT NULL PRIMARY KEY,
    sealing {i64} NOT NULL,
    lookup {i64} NOT NULL
) {strict};
