-- When a mail about it is due, as long as there is one to come, and when it went out.
ALTER TABLE staff_notice ADD COLUMN mail_due {i64};
ALTER TABLE staff_notice ADD COLUMN mailed_at {i64};
CREATE INDEX staff_notice_mail_due ON staff_notice (mail_due, user_id, id) WHERE mail_due IS NOT NULL;
CREATE INDEX staff_notice_mail_of ON staff_notice (user_id, mail_due) WHERE mail_due IS NOT NULL;

-- By which means somebody wants to be told of what, and when. Who has chosen nothing has no row.
CREATE TABLE staff_notice_choice (
    user_id {i64} NOT NULL PRIMARY KEY REFERENCES user_account (id),
    content {json} NOT NULL,
    updated_at {i64} NOT NULL,
    version {i64} NOT NULL
) {strict};
