-- Which letters a requester does without: for one ticket, or for all of theirs (a person). Who has chosen nothing has no row.
CREATE TABLE letter_choice (
    scope {text} NOT NULL CHECK ({one_of scope 'ticket' 'person'}),
    subject {i64} NOT NULL,
    off_topics {json} NOT NULL,
    updated_at {i64} NOT NULL,
    PRIMARY KEY (scope, subject)
) {strict};
