-- Passkeys of staff (WebAuthn credentials): public keys with their counters, nothing secret.
CREATE TABLE passkey (
    id {i64} NOT NULL PRIMARY KEY,
    user_id {i64} NOT NULL REFERENCES user_account (id),
    credential_id {bytes} NOT NULL,
    credential {text} NOT NULL,
    name {text} NOT NULL,
    created_at {i64} NOT NULL,
    last_used_at {i64}
) {strict};
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_id);
CREATE INDEX passkey_user ON passkey (user_id, id);

-- Ceremonies that have been answered, until they would have ended by themselves: an answer counts once.
CREATE TABLE ceremony_answered (
    mac {bytes} NOT NULL PRIMARY KEY,
    expires_at {i64} NOT NULL
) {strict};
CREATE INDEX ceremony_answered_expires ON ceremony_answered (expires_at);
