# 받은 메일: 관리자 화면과 코드, 이벤트, 거절 문구.

admin-mail-in = 받은 메일
mail-in-text = 모든 메일은 받은 그대로 먼저 보관한 뒤 처리합니다. 접수하지 못했거나 사람이 판단해야 할 메일은 여기에 남으며, 저절로 버려지지 않습니다.
mail-in-for = 수신 주소
mail-in-unset = 아직 수신 메일함(mail.mailboxes)이 설정되지 않아 메일을 받지 않습니다.
mail-in-states = 상태
mail-in-all = 전체
mail-in-since = 가장 오래 기다린 시각
mail-in-mail = 메일
mail-in-came = 받은 시각
mail-in-became = 처리 결과
mail-in-copies = { $n }회 수신, 한 번만 접수
mail-in-ticket = 요청
mail-in-other = 요청자가 등록한 주소와 다른 주소에서 보냈습니다.
mail-in-from = 보낸 사람(자칭)
mail-in-to = 메일함
mail-in-problem = 접수하지 못한 까닭
mail-in-note = 폐기 사유
mail-in-raw = 받은 그대로 내려받기
mail-in-raw-text = 모든 내용이 그대로 보입니다. 열람 사실은 기록됩니다.
mail-in-gone = 내용이 파기되었습니다.
mail-in-retry = 그래도 접수
mail-in-retry-text = 다시 읽어서, 헤더의 표시와 상관없이 새 요청 또는 회신한 요청의 메시지로 만듭니다.
mail-in-retry-go = 접수
mail-in-drop = 처리하지 않음
mail-in-drop-text = 내용은 90일 뒤 파기됩니다. 그 전에는 다시 접수할 수 있습니다.
mail-in-drop-go = 폐기
mail-in-none = 아직 메일이 없습니다
mail-in-none-text = 메일은 메일 서버가 전달합니다. 설정 방법은 문서를 참고하세요.
mail-in-none-here = 여기에는 없습니다
mail-in-none-here-text = 이 상태의 메일이 없습니다.
mail-state-waiting = 대기 중
mail-state-done = 접수됨
mail-state-refused = 거절됨
mail-state-unreadable = 읽을 수 없음
mail-state-quarantined = 판단 필요
mail-state-dropped = 폐기됨
mail-reason-opened = 새 요청이 되었습니다
mail-reason-appended = 요청에 추가되었습니다
mail-reason-own_letter = 우리가 보낸 메일이 되돌아옴
mail-reason-own_address = 우리 메일함을 보낸 사람으로 표시
mail-reason-automatic_reply = 자동 회신
mail-reason-report = 메일 서버의 알림
mail-reason-bulk = 대량 메일 또는 메일링 리스트
mail-reason-burst = 한 보낸 사람에게서 한 시간에 너무 많이 옴
mail-reason-malformed = 읽을 수 있는 메일이 아님
mail-reason-no_sender = 회신할 수 있는 보낸 사람이 없음
mail-reason-not_taken = 규칙에 따라 거절됨
mail-reason-crashed = 처리할 때마다 중단됨
event-mail-retried = 메일을 다시 접수했습니다
event-mail-dropped = 메일을 폐기했습니다
event-mail-opened = 받은 그대로의 메일을 열람했습니다
actor-mail = 메일 수신
origin-mail = 이메일
detail-mail = 메일
notice-mail_retried = 메일을 다시 읽습니다
notice-mail_dropped = 메일을 폐기했습니다
error-mail_settled = 이 메일은 이미 대기 중이거나 요청에 포함되었거나 내용이 파기되었습니다
error-mail_lost = 다른 프로세스가 먼저 이 메일을 처리했습니다
notification-agent_answered-subject = Re: { $subject }
notification-agent_answered-text =
    { $said }

    이 메일에 바로 회신하실 수 있습니다. 요청 #{ $number }의 진행 상황은 여기에서 확인하실 수 있습니다: { $link }
notification-agent_answered = 메일 답변
notification-solution_answered-subject = Re: { $subject }
notification-solution_answered-text =
    { $said }

    요청 #{ $number }이(가) 해결되었습니까? 아래에서 확인해 주시고, 해결되지 않았다면 이 메일에 회신해 주십시오: { $link }

    { $until }까지 회신이 없으면 확인된 것으로 처리합니다.
notification-solution_answered = 메일 처리 결과
notification-footer-personal = { $brand }
notification-files-left =
    다음 파일은 용량이 커서 메일에 첨부하지 않았습니다. 여기에서 확인해 주세요: { $link }
    { $files }
message-quoted = 인용문과 서명
sender-title = 발신자 확인
sender-verified = 발신자 확인됨
sender-failed = 발신 도메인이 부인한 메일입니다(사칭 가능성)
sender-unknown = 발신자 미확인
check-pass = 통과
check-fail = 실패
check-soft_fail = 일치하지 않을 가능성 높음
check-none = 설정 없음
check-error = 확인할 수 없음
checked-server = 앞단 메일 서버가 확인
checked-here = 이 시스템이 확인
mail-source-title = 다른 메일함에서 가져오기
mail-source-name = 메일함
mail-source-state = 상태
mail-source-taken = 가져온 수
mail-source-works = 정상
mail-source-begins = 아직 가져오지 않음
mail-source-fetched = 마지막으로 가져온 시각:
mail-source-behind = { $n }통이 더 기다림
mail-source-skipped = 너무 크거나 비어 있어 { $n }통을 남겨 둠
fetch-problem-unreachable = 서버에 연결할 수 없음
fetch-problem-insecure = 암호화된 연결이 되지 않음
fetch-problem-log_in = 서버가 로그인을 받아들이지 않음
fetch-problem-no_folder = 폴더가 없음
fetch-problem-protocol = 서버의 응답을 이해할 수 없음
fetch-problem-late = 서버가 제때 응답하지 않음
fetch-problem-not_kept = 지금은 저장할 수 없음
