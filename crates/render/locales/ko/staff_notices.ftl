# 직원에게 보내는 알림.
notifications = 알림
notifications-which = 표시할 알림
notifications-all = 전체
notifications-unread = 읽지 않음
notifications-new = 새 알림
notifications-read-all = 모두 읽음으로 표시
notifications-read-one = 읽음으로 표시
notifications-by = { $name } 님
notifications-clock = : { $clock }
notifications-hidden = 더 이상 볼 수 없는 티켓입니다
notifications-none = 아직 알림이 없습니다
notifications-none-text = 티켓이 배정되거나 고객이 답변하거나 기한이 다가오면 여기에 표시됩니다.
notifications-none-unread = 읽지 않은 알림이 없습니다
notifications-none-unread-text = 새 알림은 자동으로 여기에 표시됩니다.
notifications-device = 이 기기
notifications-device-text = 이 브라우저에서 데스크 페이지가 열려 있는 동안 적용됩니다.
notifications-desktop = 데스크톱 알림
notifications-sound = 알림음
notifications-desktop-refused = 브라우저에서 이 사이트의 알림을 허용하지 않았습니다. 브라우저 설정에서 허용한 뒤 다시 눌러 주세요.
notice-notifications_read = 읽음으로 표시했습니다
told-assigned = 티켓이 배정되었습니다
told-handover_offered = 인계 요청이 있습니다
told-handover_accepted = 인계가 수락되었습니다
told-handover_declined = 인계가 거절되었습니다
told-handover_lapsed = 인계 요청에 답이 없었습니다
told-mentioned = 누군가 나를 멘션했습니다
told-requester_replied = 고객이 답변했습니다
told-objected = 고객이 해결 결과에 동의하지 않습니다
told-reopened = 처리가 재개되었습니다
told-clock_warned = 기한이 다가옵니다
told-clock_breached = 기한을 넘겼습니다
told-escalated = 제3자가 오랫동안 답하지 않았습니다
told-letter_bounced = 고객에게 보낸 메일이 반송되었습니다
told-rated = 고객이 평가했습니다
told-standard_in_force = 새 버전의 서비스 표준이 시행되었습니다. 읽고 확인해 주세요
told-standard_review = 서비스 표준을 검토할 때입니다

# 무엇을 어떤 방법으로 알릴지.
choice-title = 알림 설정
choice-text = 벨과 이메일 중 무엇으로, 바로 또는 모아서 받을지, 방해 금지 시간은 언제인지 정합니다.
choice-manage = 알림 설정 변경
choice-kinds = 알림 종류
choice-kind = 내용
choice-web = 벨
choice-mail = 이메일
choice-urgent = 긴급
choice-pace = 이메일을 보내는 때
mail-pace-soon = 몇 분 안에
mail-pace-away = 15분이 지나도 데스크에서 읽지 않은 것만
mail-pace-hourly = 한 시간마다 모아서
mail-pace-daily = 하루에 한 번 모아서
choice-hour = 매일 이메일을 보낼 시각(시)
choice-hour-hint = 0부터 23까지
choice-quiet-from = 방해 금지 시작
choice-quiet-to = 방해 금지 끝
choice-quiet-hint = 이 시간에는 이메일을 보내지 않습니다. 비워 두면 설정하지 않습니다
choice-quiet-to-hint = 다음 날 아침이어도 됩니다
choice-urgent-passes = 긴급한 것은 모으지 않고 방해 금지 시간에도 보내기
choice-zone = 나의 시간대
choice-zone-hint = 비워 두면 { $zone }
choice-preview = 이메일 미리 보기
choice-preview-text = 몇 분 안의 여러 알림은 이메일 한 통으로 모입니다. 고객이 누구인지, 무엇을 썼는지는 들어가지 않습니다.
field-quiet_hours = 방해 금지 시간에는 시작과 끝이 필요하며 최대 20시간입니다
outbox-resend = 다시 보내기
notice-letter_resent = 메일을 다시 보내는 중입니다
error-letter_not_resendable = 이 메일은 다시 보낼 수 없습니다. 이미 전달되었거나 대기 중이거나 내용의 기한이 지났습니다
event-letter-resent = 메일을 다시 보냈습니다
notification-staff_news = 직원 알림
notification-staff_news-subject = { $n ->
    [1] { $first }
   *[other] 알림 { $n }건이 있습니다
}
notification-staff_news-text =
    안녕하세요.

    아직 읽지 않은 알림입니다.

    { $lines }
    { $more ->
        [0] {""}
       *[other] … 외 { $more }건
    }

    알림 보기: { $link }

    받을 이메일 정하기: { $choices }
notification-footer-staff = 이 메일은 { $brand }에서 직원에게 자동으로 보냈습니다.
