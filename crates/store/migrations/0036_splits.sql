-- Messages that another request shows as well, since it was made of them. They stay with the request they were written to.
CREATE TABLE ticket_split (
    ticket {i64} NOT NULL REFERENCES ticket (id),
    message {i64} NOT NULL REFERENCES message (id),
    -- The request they were taken out of; the message may stand in one that was merged into it.
    source {i64} NOT NULL REFERENCES ticket (id),
    split_at {i64} NOT NULL,
    PRIMARY KEY (ticket, message)
) {clustered};
CREATE INDEX ticket_split_source ON ticket_split (source, message, ticket);
CREATE INDEX ticket_split_message ON ticket_split (message, ticket);
