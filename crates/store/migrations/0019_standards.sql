-- Standards as documents: who wrote and approved a version, and what was said about it. `standard` stays what tickets are
-- judged by: a row is added there when a version gets the instant from which it is in force.

-- `number` counts the versions of a key, which is the name of the pack. `phase` and `effective_from` tell, with the time,
-- where a version stands. `announced_at` is when its coming into force was told.
CREATE TABLE standard_document (
    id {i64} NOT NULL PRIMARY KEY,
    key {text} NOT NULL,
    number {i64} NOT NULL,
    phase {text} NOT NULL CHECK ({one_of phase 'draft' 'review' 'approved' 'adopted' 'withdrawn'}),
    basis {i64} REFERENCES standard_document (id),
    pack {text} NOT NULL,
    effective_from {i64},
    announced_at {i64},
    created_at {i64} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
CREATE UNIQUE INDEX standard_document_number ON standard_document (key, number);
CREATE INDEX standard_document_effective ON standard_document (effective_from, id) WHERE phase = 'adopted';
CREATE INDEX standard_document_unannounced ON standard_document (effective_from, id)
    WHERE phase = 'adopted' AND announced_at IS NULL;

-- So far the only pack that could come into force was the one the product comes with.
INSERT INTO standard_document
    (id, key, number, phase, pack, effective_from, announced_at, created_at, updated_at, version)
    SELECT id, 'ecommerce-cn', ROW_NUMBER() OVER (ORDER BY effective_from, id), 'adopted', pack, effective_from,
        created_at, created_at, created_at, 1
    FROM standard;

CREATE TABLE standard_author (
    document {i64} NOT NULL REFERENCES standard_document (id),
    author {i64} NOT NULL REFERENCES user_account (id),
    PRIMARY KEY (document, author)
) {clustered};

-- Comments, and what was said with an approval, a return, a withdrawal. An approval counts as long as it is not void.
CREATE TABLE standard_remark (
    id {i64} NOT NULL PRIMARY KEY,
    document {i64} NOT NULL REFERENCES standard_document (id),
    kind {text} NOT NULL CHECK ({one_of kind 'comment' 'approval' 'return' 'withdrawal' 'review'}),
    author {i64} NOT NULL REFERENCES user_account (id),
    body {text} NOT NULL,
    at {i64} NOT NULL,
    void {bool} NOT NULL
) {strict};
CREATE INDEX standard_remark_document ON standard_remark (document, id);
