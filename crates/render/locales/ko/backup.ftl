# Backups: the administrators' page, its codes, events and refusals.

backup-text = 백업에는 키 링을 제외한 모든 것이 들어 있습니다. 키 링의 사본은 다른 곳에 보관하십시오. 키 링이 없으면 어떤 백업도 복원할 수 없습니다.
backup-place = 저장 위치
backup-every = { $every }마다
backup-kept = 최근 { $daily }일과 { $weekly }주의 최신 백업을 보관
backup-sealed = 암호화됨
backup-open = 암호화되지 않음: 작성된 글을 그대로 읽을 수 있습니다
backup-now = 지금 백업
backup-begun = 시작
backup-result = 결과
backup-size = 크기
backup-file = 파일
backup-holds = { $rows }행, 파일 { $files }개
backup-none = 아직 백업이 없습니다
backup-none-text = 첫 백업은 1분 안에 만들어집니다.
backup-nowhere = 백업을 만들지 않고 있습니다
backup-nowhere-text = 설정에서 디렉터리를 지정하십시오: [backup] dir = "…". 그전까지는 이 컴퓨터를 잃으면 데이터를 되찾을 수 없습니다.
backup-state-queued = 대기 중
backup-state-running = 진행 중
backup-state-completed = 완료 및 검증됨
backup-state-failed = 실패
backup-state-removed = 새 백업으로 대체됨
backup-cause-scheduled = 예약
backup-cause-asked = 수동
permission-backup-manage = 백업 관리
admin-backups = 백업
event-backup-asked = 백업을 요청했습니다
event-backup-completed = 백업을 만들었습니다
event-backup-failed = 백업에 실패했습니다
notice-backup_asked = 백업을 시작했습니다
error-backup_under_way = 다른 백업이 진행 중입니다
error-backup_not_configured = 백업 위치가 설정되지 않았습니다
