# 현황판과 핵심 지표.

quality-board = 현황판
quality-targets = 핵심 지표
permission-board-read = 현황판과 핵심 지표 보기
event-figures-rebuilt = 집계를 새로 만들었습니다
event-ticket-removed = 가져오기를 되돌리며 티켓을 없앴습니다
audit-family-figures = 집계

board-now = 지금
board-open = 미완료
board-due-soon = 2시간 안에 기한
board-received-today = 오늘 접수
board-resolved-today = 오늘 해결
board-breached-today = 오늘 기한 초과
board-period = 기간
board-from = 시작일
board-to = 종료일
board-by = 나누는 기준
board-show = 보기
board-received = 접수
board-resolved = 해결
export-column-closed = 종결
board-undone = 뒤집힌 해결
board-breached = 기한 초과
board-first-response = 첫 응답(중앙값)
board-resolution = 해결까지 걸린 시간(중앙값)
board-p95 = 95 %가 { $span } 이내
board-in-time = 제때 지킨 시계
board-breaches = 시계 { $n }개 초과
board-satisfied = 만족(5점 중 4점 이상)
board-score = 평균 { $score }점, 평가 { $n }건
board-days = 날짜별
board-day = 날짜
board-most = 가장 높은 막대: { $n }
board-chart = { $from }부터 { $to }까지 날짜별 접수와 해결 수. 수치는 아래 표에 있습니다
board-as-table = 표로 보기
board-none = 집계가 없습니다
board-none-text = 이 기간에는 요청이 없었습니다.
board-hint = 요청은 일이 일어난 때의 팀, 분류, 종류로 셉니다. 스팸과 병합된 요청은 세지 않습니다. 중앙값과 95 % 값의 오차는 2 % 이내입니다.
board-rebuild = 집계 새로 만들기
board-rebuild-text = 집계는 처리와 함께 쌓입니다. 이력에서 새로 만들 수도 있으며, 그동안 현황판이 차례로 채워집니다.
board-building = 이력에서 집계하는 중: { $goal }건 중 { $done }건. 끝날 때까지 수치가 완전하지 않습니다.
notice-figures_rebuilt = 집계를 새로 만들고 있습니다.

breakdown-all = 전체
breakdown-team = 팀
breakdown-category = 분류
breakdown-channel = 경로
breakdown-kind = 종류
breakdown-tier = 서비스 등급

period-day = 일
period-week = 주
period-month = 월
period-quarter = 분기
period-year = 연

targets-text = 각 지표의, 목표가 정한 기간의 지금까지 값을 현행 기준의 목표와 다른 곳의 수준과 나란히 보여 줍니다.
targets-kpi = 지표
targets-value = 지금까지
targets-target = 목표
targets-standing = 달성 상태
targets-before = 이전 기간
targets-benchmark = 다른 곳
targets-cases = { $n ->
    [0] 사례 없음
   *[other] { $n }건
}
targets-at-least = { $figure } 이상
targets-at-most = { $figure } 이하
targets-stretch = 도전 목표 { $figure }
targets-outer = 한도 { $figure }
targets-none = 기준에 목표 없음
targets-industry = 업계
targets-best = 최고
targets-hint = 주문, 인력, 보안, 시스템에서 얻는 목표는 여기서 아직 재지 않아 보이지 않습니다.

kpi-clocks-met = 제때 지킨 시계
kpi-average-interactive-response = 평균 첫 응답(대화형 경로)
kpi-average-resolution = 평균 해결 시간

standing-stretch = 목표 초과
standing-kept = 달성
standing-warning = 조금 미달
standing-missed = 미달
standing-empty = 집계 없음

filter-received = { $from }부터 { $to } 전까지 접수

export-list-board = 현황판
export-column-member = 항목
export-column-clocks_met = 제때 지킨 시계
export-column-ratings = 평가 수
export-column-ratings_mean = 평균 점수
export-column-first_response_count = 첫 응답 수
export-column-first_response_mean = 첫 응답 평균(초)
export-column-first_response_median = 첫 응답 중앙값(초)
export-column-first_response_p95 = 첫 응답 95 %(초)
export-column-resolution_count = 측정한 해결 수
export-column-resolution_mean = 해결 시간 평균(초)
export-column-resolution_median = 해결 시간 중앙값(초)
export-column-resolution_p95 = 해결 시간 95 %(초)

field-not_a_date = 2026-01-31 같은 날짜가 아닙니다
field-period = 기간은 최대 { $max }일이며 끝이 시작보다 앞설 수 없습니다

board-forecast = 앞으로 24시간
board-forecast-late = 평소 처리 속도라면 { $n }건이 기한을 넘길 것으로 보입니다
board-forecast-fine = 평소 처리 속도라면 모두 기한 안에 끝날 것으로 보입니다
board-forecast-hour = 시간대
board-forecast-due = 기한 도래
board-forecast-usual = 평소 처리
board-forecast-expected = 예상 초과
board-forecast-none = 앞으로 24시간 안에 도래하는 기한이 없습니다.
board-forecast-hint = 항상 기한이 가까운 것부터 처리한다고 가정합니다. 평소 처리는 최근 4주 같은 요일·시간대에 기한 안에 끝낸 건수의 평균입니다. 이미 초과한 것과 아직 들어오지 않은 요청은 제외합니다.
