-- Links by which somebody sets a password: at most one of each kind per user, a new one takes the place of the former. Only
-- a keyed hash of the secret is kept, and the row goes when the link is used.
CREATE TABLE account_link (
    user_id {i64} NOT NULL REFERENCES user_account (id),
    kind {text} NOT NULL CHECK ({one_of kind 'invitation' 'password_reset'}),
    mac {bytes} NOT NULL,
    created_at {i64} NOT NULL,
    expires_at {i64} NOT NULL,
    PRIMARY KEY (user_id, kind)
) {strict};
CREATE UNIQUE INDEX account_link_mac ON account_link (mac);
CREATE INDEX account_link_kind ON account_link (kind, user_id);

-- Staff are written to as well: whose id stands in `person`.
ALTER TABLE notification ADD COLUMN recipient {text} NOT NULL DEFAULT 'person'
    CHECK ({one_of recipient 'person' 'user'});
