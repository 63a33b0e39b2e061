# 웹훅: 관리 페이지, 코드, 이벤트, 거부 사유.

admin-webhooks = 웹훅
permission-webhook-manage = 웹훅 관리
audit-family-webhook = 웹훅
webhooks-text = 여기서 일어나는 일을 다른 시스템에 바로 알립니다. 이벤트에는 ID와 코드만 담기며, 더 필요한 내용은 API로 조회합니다.
webhooks-new = 새 웹훅
webhooks-new-text = 이제부터 선택한 이벤트를 서명하여 이 주소로 보냅니다. 요청마다 순서를 지키고, 받을 때까지 다시 보냅니다.
webhooks-make = 웹훅 만들기
webhooks-none = 아직 알리는 곳이 없습니다
webhooks-none-text = 웹훅을 만들면 여기서 일어나는 일을 다른 시스템에 알릴 수 있습니다.
webhooks-name = 이름
webhooks-name-hint = 상대 시스템을 여기서 부르는 이름입니다.
webhooks-url = 주소
webhooks-url-hint = https://로 시작하고 POST를 받는 주소입니다. 내부망 주소는 운영자가 허용해야 합니다(webhooks.allow).
webhooks-events = 이벤트
webhooks-events-hint = 보낼 이벤트를 고릅니다. 분류 전체를 고르면 이후 버전에서 생기는 종류도 포함됩니다.
webhooks-all = 모든 이벤트
webhooks-single = 종류별로 고르기
webhooks-failing = 연속 { $n }회 실패, 시작:
webhooks-succeeded = 마지막 수신:
webhooks-never = 아직 보낸 것이 없습니다
webhooks-waiting-n = 대기 { $n }건
webhooks-dead-n = 포기 { $n }건
webhooks-secret = 서명 비밀 키
webhooks-secret-once = 지금 상대 시스템에 전달하세요. 다시 표시되지 않습니다. 받는 쪽은 이 키로 호출의 서명을 확인합니다(Standard Webhooks).
webhooks-failing-text = 며칠 동안 아무것도 받지 않아 호출을 멈췄습니다. 그 뒤에 일어난 일은 보관되어 있습니다. 상대 시스템을 확인하고 테스트를 보낸 뒤 계속하세요.
webhooks-gone-text = 상대 시스템이 사라졌다고(410) 응답하여 호출을 멈췄습니다. 그 뒤에 일어난 일은 보관되어 있습니다.
webhooks-probed-text = 호출이 계속 실패하고 있습니다. 지금은 가끔 몇 건만 시도하며, 하나라도 받으면 대기 중인 것을 모두 바로 보냅니다.
webhooks-health = 상황
webhooks-state = 상태
webhooks-rest = 호출을 쉬는 기한
webhooks-last-success = 마지막 수신
webhooks-last-failure = 마지막 실패
webhooks-backlog = 밀린 것
webhooks-behind = 읽지 않은 로그 { $n }건
webhooks-dead = 포기
webhooks-made = 만듦
webhooks-test = 테스트 보내기
webhooks-pause = 일시 중지
webhooks-resume = 멈춘 곳부터 계속
webhooks-resume-skip = 지금부터 계속
webhooks-skip-ask = 대기 중인 것은 모두 버려지고 멈춘 동안 일어난 일은 보내지 않습니다. 지금부터 계속할까요?
webhooks-trial-taken = 테스트를 받았습니다
webhooks-trial-refused = 테스트를 받지 않았습니다
webhooks-took = { $n }밀리초
webhooks-answer = 응답
webhooks-sent = 보낸 내용
webhooks-deliveries = 전송 기록
webhooks-every = 전체
webhooks-resend-dead = 포기한 것 모두 다시 보내기
webhooks-resend = 다시 보내기
webhooks-event = 이벤트
webhooks-when = 시각
webhooks-became = 결과
webhooks-replayed = 재전송
webhooks-deliveries-none = 전송 기록이 없습니다
webhooks-deliveries-none-text = 보낸 것은 여기에 1주일, 포기한 것은 한 달 동안 표시됩니다.
webhooks-replay = 지난 이벤트 재전송
webhooks-replay-text = 선택한 지난 이벤트를 같은 ID로 다시 보냅니다. 지금 일어나는 일은 그대로 전송됩니다.
webhooks-replay-from = 시작 시각
webhooks-replay-begin = 재전송 시작
webhooks-replay-since = 시작:
webhooks-replay-queued = 이벤트 { $n }건
webhooks-settings = 설정
webhooks-signing = 비밀 키
webhooks-signing-text = 비밀 키는 주기적으로, 누군가 보았을 수 있으면 바로 바꾸세요. 선택한 시간 동안 이전 키로도 서명하므로 놓치는 것이 없습니다.
webhooks-overlap-until = 이전 비밀 키 서명 기한
webhooks-overlap = 이전 비밀 키로 서명하는 시간
webhooks-overlap-hours = { $n ->
    [0] 바로 중단
   *[other] { $n }시간
}
webhooks-rotate = 비밀 키 바꾸기
webhooks-rotate-ask = 새 비밀 키를 만듭니다. 계속할까요?
webhooks-remove = 웹훅 삭제
webhooks-remove-ask = “{ $name }”에 더는 알리지 않으며 대기 중인 것은 버려집니다. 삭제할까요?
input-url = 주소
input-events = 이벤트
input-overlap_hours = 시간

webhook-state-active = 작동 중
webhook-state-paused = 일시 중지됨
webhook-state-failing = 실패가 이어져 멈춤
webhook-state-gone = 상대가 사라짐
webhook-stopped-paused = 일시 중지:
webhook-stopped-failing = 실패가 이어져 멈춤:
webhook-stopped-gone = 상대가 사라짐:
delivery-state-waiting = 대기 중
delivery-state-delivered = 전송됨
delivery-state-dead = 포기함
delivery-state-dropped = 버림
delivery-problem-address_refused = 호출할 수 없는 주소
delivery-problem-unresolved = 이름에 해당하는 주소가 없음
delivery-problem-unreachable = 연결할 수 없음
delivery-problem-tls = 안전한 연결을 할 수 없음
delivery-problem-timeout = 제때 응답이 없음
delivery-problem-broken = 연결이 끊김
delivery-problem-redirect = 다른 곳으로 돌림
delivery-problem-refused = 받기를 거부함
delivery-problem-unable = 지금은 받을 수 없음
replay-state-running = 진행 중
replay-state-done = 완료
replay-state-cancelled = 취소됨

event-webhook-created = 웹훅을 만듦
event-webhook-updated = 웹훅을 변경함
event-webhook-rotated = 웹훅의 비밀 키를 바꿈
event-webhook-stopped = 웹훅을 멈춤
event-webhook-resumed = 웹훅을 다시 시작함
event-webhook-removed = 웹훅을 삭제함
event-webhook-tested = 웹훅에 테스트를 보냄
event-webhook-resent = 포기한 전송을 다시 보냄
event-webhook-replayed = 지난 이벤트를 웹훅에 재전송함
event-webhook-replay_cancelled = 재전송을 취소함

notice-webhook_paused = 일시 중지했습니다
notice-webhook_resumed = 다시 시작했습니다
notice-webhook_removed = 웹훅을 삭제했습니다
notice-webhook_resent = 다시 보냅니다
notice-webhook_replayed = 재전송을 시작했습니다
notice-webhook_replay_cancelled = 재전송을 취소했습니다
error-webhooks_full = 웹훅은 50개까지 만들 수 있습니다. 먼저 하나를 삭제하세요
error-replay_under_way = 재전송이 진행 중입니다. 끝나기를 기다리거나 취소하세요
error-delivery_waits = 이미 전송을 기다리고 있습니다
field-not_https = https://로 시작해야 합니다
field-credentials = 사용자 이름이나 비밀번호를 담을 수 없습니다
field-private_target = 내부망을 가리키며 운영자가 허용하지 않았습니다
field-unknown_event = 그런 이벤트는 없습니다
field-in_future = 미래의 시각은 쓸 수 없습니다

notification-webhook_stopped-subject = 웹훅을 멈췄습니다
notification-webhook_stopped-text =
    안녕하세요.

    이벤트를 받던 시스템이 아무것도 받지 않아 호출을 멈췄습니다. 그동안 일어나는 일은 보관됩니다. 시스템을 확인하고 테스트를 보낸 뒤 다시 시작하세요.

    { $link }
