-- Mailboxes of other servers that mail is fetched from: how far, how it goes, and which process does it.

-- `validity` is the server's numbering and `place` the last number that is dealt with. `holder` is the process that fetches, until
-- `held_until`. `behind` is how much waited when it was last looked.
CREATE TABLE mail_source (
    name {text} NOT NULL PRIMARY KEY,
    validity {i64},
    place {i64} NOT NULL,
    began_at {i64} NOT NULL,
    fetched_at {i64},
    failed_at {i64},
    problem {text} CHECK ({one_of problem 'unreachable' 'insecure' 'log_in' 'no_folder' 'protocol' 'late' 'not_kept'}),
    failures {i64} NOT NULL,
    taken {i64} NOT NULL,
    skipped {i64} NOT NULL,
    behind {i64} NOT NULL,
    holder {i64} NOT NULL,
    held_until {i64} NOT NULL
) {strict};
