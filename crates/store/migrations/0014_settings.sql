-- What an installation is told while it runs, by name: sealed, and read again by every process when its version changes.
CREATE TABLE setting (
    name {text} NOT NULL PRIMARY KEY,
    value {bytes} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
