-- Actions on many tickets at once. They are carried out for whoever asked, with what they may do, a ticket a transaction.

-- `request` is what is done, texts included. `permissions` are those the
-- credential carried; `session` and `token` say which it was.
CREATE TABLE bulk (
    id {i64} NOT NULL PRIMARY KEY,
    action {text} NOT NULL CHECK ({one_of action 'assign' 'urgency' 'tag_add' 'tag_remove' 'spam' 'close' 'note' 'reply'}),
    state {text} NOT NULL CHECK ({one_of state 'under_way' 'done' 'cancelled' 'undoing' 'undone'}),
    request {json} NOT NULL,
    author {i64} NOT NULL REFERENCES user_account (id),
    permissions {json} NOT NULL,
    session {i64},
    token {i64},
    total {i64} NOT NULL,
    changed {i64} NOT NULL,
    unchanged {i64} NOT NULL,
    refused {i64} NOT NULL,
    restored {i64} NOT NULL,
    kept {i64} NOT NULL,
    created_at {i64} NOT NULL,
    ended_at {i64}
) {strict};
CREATE INDEX bulk_author ON bulk (author, id);
CREATE INDEX bulk_running ON bulk (id) WHERE state = 'under_way' OR state = 'undoing';

-- `before` and `version` are what a changed ticket was, and the version the job gave it: only where that is still its version is it
-- set back. `why` is the key of the words for a refusal.
CREATE TABLE bulk_ticket (
    bulk {i64} NOT NULL REFERENCES bulk (id),
    ticket {i64} NOT NULL REFERENCES ticket (id),
    outcome {text} NOT NULL CHECK ({one_of outcome 'waiting' 'changed' 'unchanged' 'refused' 'restored' 'kept'}),
    why {text},
    before {json},
    version {i64},
    PRIMARY KEY (bulk, ticket)
) {clustered};
CREATE INDEX bulk_ticket_outcome ON bulk_ticket (bulk, outcome, ticket);
CREATE INDEX bulk_ticket_ticket ON bulk_ticket (ticket);
