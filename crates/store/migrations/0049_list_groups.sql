-- Whether a saved list has headings.
ALTER TABLE saved_view ADD COLUMN grouped {bool} NOT NULL DEFAULT FALSE;
