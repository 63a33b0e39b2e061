-- Search. For each searched text of a ticket the row that says whose it is; its terms lie in the engine's own index under the
-- same number and go with the text. `id` is that of the ticket, message or file: newer texts have larger ones.
CREATE TABLE search_text (
    id {i64} NOT NULL PRIMARY KEY,
    ticket {i64} NOT NULL REFERENCES ticket (id),
    part {text} NOT NULL CHECK ({one_of part 'ticket' 'message' 'file'}),
    internal {bool} NOT NULL
) {strict};
CREATE INDEX search_text_ticket ON search_text (ticket, id);

-- Terms without places: a phrase is looked for in the text itself. Rows 0 and -1 say that the index is whole, and that its making
-- has begun here; they do not travel with a backup, so that an index is made again where none came along.
-- sqlite only
CREATE VIRTUAL TABLE search_fts USING fts5 (terms, tokenize = 'ascii', detail = 'none', columnsize = 0);
INSERT INTO search_fts (search_fts, rank) VALUES ('secure-delete', 1);
-- end
-- postgres only
CREATE TABLE search_fts (rowid BIGINT NOT NULL PRIMARY KEY, terms TSVECTOR NOT NULL);
CREATE INDEX search_fts_terms ON search_fts USING GIN (terms);
-- end

-- How the making of the index stands: one row, once somebody or something has asked for it.
CREATE TABLE search_build (
    id {i64} NOT NULL PRIMARY KEY CHECK (id = 1),
    state {text} NOT NULL CHECK ({one_of state 'wanted' 'running' 'done'}),
    terms {i64} NOT NULL,
    place {i64} NOT NULL,
    done {i64} NOT NULL,
    total {i64} NOT NULL,
    worker {i64},
    beat_at {i64},
    asked_at {i64} NOT NULL,
    ended_at {i64}
) {strict};
