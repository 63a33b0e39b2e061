-- Users whom an identity provider vouches for. Of the provider's name for them a keyed hash is kept.
CREATE TABLE identity (
    issuer {text} NOT NULL,
    subject {bytes} NOT NULL,
    user_id {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    last_used_at {i64} NOT NULL,
    PRIMARY KEY (issuer, subject)
) {strict};
CREATE UNIQUE INDEX identity_user ON identity (user_id, issuer);

-- The provider asked for a second factor, so ours is not required in this session.
ALTER TABLE session ADD COLUMN second_factor_elsewhere {bool} NOT NULL DEFAULT FALSE;
