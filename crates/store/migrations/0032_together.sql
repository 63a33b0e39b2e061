-- Requests together: what one was before it was ended by hand, and what it has to do with others.

-- Kept so that the ending can be taken back for a while; `before` holds its state and clocks, no text.
CREATE TABLE ticket_ending (
    ticket {i64} NOT NULL PRIMARY KEY REFERENCES ticket (id),
    ended_at {i64} NOT NULL,
    before {json} NOT NULL
) {strict};
CREATE INDEX ticket_ending_at ON ticket_ending (ended_at, ticket);

-- A mutual link stands once, from the older request to the newer one.
CREATE TABLE ticket_link (
    ticket {i64} NOT NULL REFERENCES ticket (id),
    kind {text} NOT NULL CHECK ({one_of kind 'related' 'caused_by' 'duplicate_of'}),
    other {i64} NOT NULL REFERENCES ticket (id),
    author {i64} NOT NULL REFERENCES user_account (id),
    created_at {i64} NOT NULL,
    PRIMARY KEY (ticket, kind, other)
) {clustered};
CREATE INDEX ticket_link_other ON ticket_link (other, kind, ticket);

CREATE INDEX ticket_merged ON ticket (merged_into, id) WHERE merged_into IS NOT NULL;
