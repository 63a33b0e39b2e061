-- Who of the desk looks after a requester, where their tier promises somebody of their own.
ALTER TABLE person ADD COLUMN adviser {i64} REFERENCES user_account (id);
CREATE INDEX person_adviser ON person (adviser) WHERE adviser IS NOT NULL;
