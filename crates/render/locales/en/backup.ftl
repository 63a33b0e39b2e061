# Backups: the administrators' page, its codes, events and refusals.

backup-text = A backup holds everything but the key ring. Keep a copy of the key ring elsewhere: without it no backup can be restored.
backup-place = Where they go
backup-every = every { $every }
backup-kept = newest of { $daily } days and { $weekly } weeks kept
backup-sealed = sealed
backup-open = not sealed: what people wrote can be read in it
backup-now = Back up now
backup-begun = Begun
backup-result = Result
backup-size = Size
backup-file = File
backup-holds = { $rows } rows, { $files } files
backup-none = No backup yet
backup-none-text = The first one is made within a minute.
backup-nowhere = No backups are made
backup-nowhere-text = Name a directory in the configuration: [backup] dir = "…". Until then nothing protects against the loss of this machine.
backup-state-queued = Waiting
backup-state-running = Under way
backup-state-completed = Made and checked
backup-state-failed = Failed
backup-state-removed = Replaced by newer ones
backup-cause-scheduled = Scheduled
backup-cause-asked = Asked for
permission-backup-manage = Manage backups
admin-backups = Backups
event-backup-asked = asked for a backup
event-backup-completed = made a backup
event-backup-failed = failed to make a backup
notice-backup_asked = A backup is being made
error-backup_under_way = Another backup is under way
error-backup_not_configured = No place for backups is configured
