-- Who has a ticket open: one row per tab, short-lived. No foreign keys: rows go by themselves a few minutes after their lease.
CREATE TABLE presence (
    ticket {i64} NOT NULL,
    -- The session or token the tab uses, and the tab's own number within it.
    credential {i64} NOT NULL,
    tab {i64} NOT NULL,
    user_id {i64} NOT NULL,
    -- NULL once it was closed.
    state {text} CHECK ({one_of state 'open' 'viewing' 'typing'}),
    since {i64} NOT NULL,
    until {i64} NOT NULL,
    touched_at {i64} NOT NULL,
    PRIMARY KEY (ticket, credential, tab)
) {clustered};
CREATE INDEX presence_touched ON presence (touched_at, ticket, credential, tab);
CREATE INDEX presence_credential ON presence (credential, until);

-- Replies and notes that were begun and not sent; text about people, erased with the ticket's texts.
CREATE TABLE draft (
    ticket {i64} NOT NULL REFERENCES ticket (id),
    user_id {i64} NOT NULL REFERENCES user_account (id),
    visibility {text} NOT NULL CHECK ({one_of visibility 'public' 'internal'}),
    body {text} NOT NULL,
    saved_at {i64} NOT NULL,
    PRIMARY KEY (ticket, user_id)
) {strict};
CREATE INDEX draft_saved ON draft (saved_at);
