-- The register of laws, norms and policies that clauses derive from. `entry` is JSON; what is in it is nobody's secret.
CREATE TABLE law (
    id {text} NOT NULL PRIMARY KEY,
    entry {json} NOT NULL,
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};

-- Amendments as they were noted. `dated` is the day the amendment bears.
CREATE TABLE law_change (
    law {text} NOT NULL REFERENCES law (id),
    version {i64} NOT NULL,
    dated {text} NOT NULL,
    note {text} NOT NULL,
    author {i64} NOT NULL REFERENCES user_account (id),
    at {i64} NOT NULL,
    PRIMARY KEY (law, version)
) {clustered};

-- A clause that cites an amended law, until somebody has looked at it.
CREATE TABLE law_flag (
    law {text} NOT NULL REFERENCES law (id),
    clause {text} NOT NULL,
    raised_at {i64} NOT NULL,
    settled_at {i64},
    settled_by {i64} REFERENCES user_account (id),
    note {text},
    PRIMARY KEY (law, clause)
) {clustered};
