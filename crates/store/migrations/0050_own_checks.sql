-- Who found out about a sender: the mail server in front, or the product itself.

ALTER TABLE mail ADD COLUMN checked_by {text} CHECK ({one_of checked_by 'server' 'here'});
UPDATE mail SET checked_by = 'server' WHERE spf IS NOT NULL OR dkim IS NOT NULL OR dmarc IS NOT NULL;
