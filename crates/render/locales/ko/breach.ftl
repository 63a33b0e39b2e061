# Breaches: why clocks ran out and who answers for it.

quality-breaches = 기한 초과
breaches-lead = 어떤 기한이 지켜지지 않았고, 왜, 누구의 책임인지 원인에서 티켓까지 따라갈 수 있습니다.

branch-staff = 인력
branch-process = 프로세스
branch-request = 요청 자체
branch-merchant = 판매자
branch-partner = 협력사
branch-system = 시스템
branch-outside = 외부 요인
charged-stage = 단계
charged-team = 팀
charged-person = 담당자
charged-partner = 협력사
charged-merchant = 판매자

breaches-total = 초과한 기한
breaches-unset = 원인 미입력
breaches-uncharged = 책임 미지정
breaches-tree = 원인별
breaches-parties = 책임별
breaches-list = 건별 목록
breaches-cause = 원인
breaches-count = 건수
breaches-share = 비율
breaches-party = 책임
breaches-request = 티켓
breaches-clock = 기한
breaches-at = 초과 시각
breaches-late = 지연
breaches-still = 아직 미완료
breaches-stage = 당시 단계
breaches-capped = 최근 { $n }건만 집계합니다.
breaches-hint = 원인과 책임은 담당자가 티켓에 기록합니다. 언제든 고칠 수 있고 이력은 남습니다.
breaches-none = 이 기간에 초과한 기한이 없습니다
breaches-none-text = 모든 기한을 지켰습니다.
breaches-parties-none = 아직 책임이 지정되지 않았습니다
breaches-any-cause = 모든 원인
breaches-whole-branch = { $branch } (전체)
breaches-any-party = 전체

clock-charged = 책임: { $to } { $party }
detail-charged_to = 책임
input-charged_to = 책임
input-charged = 협력사 또는 판매자 이름
charge-nobody = 아직 지정 안 함
charge-name-hint = 협력사나 판매자를 고를 때 입력합니다(택배사, 상점 이름 등).
