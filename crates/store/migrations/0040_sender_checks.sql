-- What the mail server in front has found out about whether a sender is who they say they are.

ALTER TABLE mail ADD COLUMN spf {text} CHECK ({one_of spf 'pass' 'fail' 'soft_fail' 'none' 'error'});
ALTER TABLE mail ADD COLUMN dkim {text} CHECK ({one_of dkim 'pass' 'fail' 'soft_fail' 'none' 'error'});
ALTER TABLE mail ADD COLUMN dmarc {text} CHECK ({one_of dmarc 'pass' 'fail' 'soft_fail' 'none' 'error'});
