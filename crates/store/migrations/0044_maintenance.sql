-- Planned work on systems, as users are told of it. `plan` holds kind, impact and the words by language; nobody's secret.
CREATE TABLE maintenance (
    id {i64} NOT NULL PRIMARY KEY,
    plan {json} NOT NULL,
    starts_at {i64} NOT NULL,
    ends_at {i64} NOT NULL,
    cancelled_at {i64},
    finished_at {i64},
    created_by {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
CREATE INDEX maintenance_start ON maintenance (starts_at, id);
CREATE INDEX maintenance_end ON maintenance (ends_at, id);
CREATE INDEX maintenance_author ON maintenance (created_by);
