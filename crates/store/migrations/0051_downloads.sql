-- Who has lately fetched which file, so that fetching it again tells the audit nothing new.
CREATE TABLE file_download (
    file {i64} NOT NULL,
    user_id {i64} NOT NULL,
    at {i64} NOT NULL,
    PRIMARY KEY (file, user_id)
) {strict};
CREATE INDEX file_download_at ON file_download (at);
