-- Second factors: a secret shared with an authenticator app, sealed with the user's own key, and single-use recovery codes
-- of which only keyed hashes are kept.
CREATE TABLE second_factor (
    user_id {i64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
    secret {bytes},
    last_step {i64},
    pending {bytes},
    pending_at {i64}
) {strict};

CREATE TABLE recovery_code (
    user_id {i64} NOT NULL REFERENCES user_account (id),
    mac {bytes} NOT NULL,
    PRIMARY KEY (user_id, mac)
) {strict};

-- Since when the user has one; written with `second_factor.secret` alone.
ALTER TABLE user_account ADD COLUMN second_factor_at {i64};

-- What an installation decides about a role beside its permissions.
CREATE TABLE role_setting (
    role {text} NOT NULL PRIMARY KEY,
    second_factor_required {bool} NOT NULL
) {strict};
