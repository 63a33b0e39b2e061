-- Who has confirmed to have read a version that binds them, and for which instant a review was last called for.
CREATE TABLE standard_acknowledgement (
    standard {i64} NOT NULL REFERENCES standard_document (id),
    reader {i64} NOT NULL REFERENCES user_account (id),
    at {i64} NOT NULL,
    PRIMARY KEY (standard, reader)
) {clustered};

ALTER TABLE standard_document ADD COLUMN review_told_for {i64};
