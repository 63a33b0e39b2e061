# Public pledges as they were kept.

quality-pledges = 공개 약속
pledges-lead = 공개 약속이 요청마다 지켜졌는지, 지켜지지 않았을 때 보상이 이루어졌는지 보여 줍니다.
pledges-on-ticket = 공개 약속
pledge = 약속
pledge-remedy = 보상
remedy-decide = 보상 기록
remedy-save = 저장
remedy-reason-hint = 무엇을 했는지, 또는 하지 않은 이유를 적어 주세요. 내부 메모로 남습니다.
pledges-kept = 이행 현황
pledges-share = 이행률
pledges-none = 추적하는 약속이 없습니다
pledges-none-text = 현행 표준에 기한으로 재는 약속이 없습니다.
pledges-remedies = 보상
pledges-broken-at = 불이행 시각
pledges-decided = 기록
pledges-list-none = 기록이 없습니다
pledges-list-none-text = 이 상태의 보상이 없습니다.
pledges-hint = 약속은 현행 표준의 기한으로 잽니다. 기한 안에 끝나면 이행, 넘기면 불이행으로 한 번씩 셉니다. 보상은 요청마다 한 번 기록합니다.

pledge-state-pending = 진행 중
pledge-state-kept = 이행
pledge-state-broken = 불이행
remedy-state-owed = 보상 예정
remedy-state-given = 보상 완료
remedy-state-waived = 보상 안 함

event-pledge-broken = 공개 약속을 지키지 못했습니다
event-pledge-remedied = 약속의 보상을 기록했습니다
audit-family-pledge = 공개 약속
detail-outcome = 결과
detail-pledge = 약속
input-outcome = 결과
notice-remedy_recorded = 보상을 기록했습니다.
field-remedy_decided = 이미 기록한 보상입니다
