# Planned maintenance: the plans, and what everybody is told.

ops-maintenance = 점검
maintenance-ops-lead = 점검과 기술 교체 계획입니다. 공지 시각부터 모두에게 보입니다.
maintenance-heading = 점검 안내
maintenance-lead = 예정된 점검과 교체, 변경과 취소를 이곳에서 알려 드립니다.
maintenance-none = 예정된 점검이 없습니다
maintenance-none-text = 일정이 정해지면 미리 알려 드립니다.
maintenance-ops-none = 첫 계획을 적어 주세요. 정한 시각부터 이용자에게 보입니다.
maintenance-subscribe = 캘린더 구독(iCalendar)
maintenance-new = 새 계획
maintenance-plan = 계획 저장
maintenance-change = 변경
maintenance-cancel = 계획 취소
maintenance-cancel-ask = 안내를 본 모두에게 취소되었다고 표시됩니다. 취소할까요?
maintenance-finish = 일찍 완료
maintenance-announced = { $when } 공지
maintenance-announced-hint = 비워 두면 바로 공지합니다.
maintenance-title-in = 제목({ $language })
maintenance-text-in = 설명({ $language })
maintenance-ahead = { $from } ~ { $until }. { $impact }
maintenance-under-way = 진행 중이며 { $until }에 끝날 예정입니다. { $impact }

maintenance-kind-maintenance = 점검
maintenance-kind-renewal = 기술 교체
maintenance-impact-none = 서비스에 영향이 없습니다
maintenance-impact-degraded = 서비스가 느려질 수 있습니다
maintenance-impact-unavailable = 서비스가 중단됩니다
maintenance-phase-ahead = 예정
maintenance-phase-under_way = 진행 중
maintenance-phase-over = 종료
maintenance-phase-cancelled = 취소됨

input-maintenance_kind = 종류
input-maintenance_impact = 영향
input-starts_at = 시작
input-ends_at = 종료
input-announced_at = 공지 시각
field-before_start = 시작보다 뒤여야 합니다
field-too_far = 너무 멉니다
field-after_start = 시작보다 앞이어야 합니다
notice-maintenance_planned = 계획을 저장했습니다
notice-maintenance_cancelled = 계획을 취소했습니다
notice-maintenance_finished = 완료로 표시했습니다

audit-family-maintenance = 점검
event-maintenance-planned = 점검을 계획했습니다
event-maintenance-changed = 점검 계획을 변경했습니다
event-maintenance-cancelled = 점검을 취소했습니다
event-maintenance-finished = 점검을 일찍 마쳤습니다
error-maintenance_over = 끝난 계획은 변경할 수 없습니다
error-maintenance_ahead = 아직 시작하지 않은 계획입니다. 취소해 주세요
