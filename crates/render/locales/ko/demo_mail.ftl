# 데모 메일함: 가로챈 메일과 메일 쓰기.

demo-mail-link = 메일 읽기·쓰기
demo-mail-home = 메일로 체험하기
demo-mail-home-text = 고객으로서 메일을 쓰면 데스크의 요청이 되고, 답변은 여기에서 읽을 수 있는 메일함에 도착합니다. 이 컴퓨터 밖으로는 아무것도 나가지 않습니다.
demo-mail-title = 데모 메일함
demo-mail-text = 발송되었을 모든 메일이 그 모습 그대로 여기에 보관됩니다. 받는 사람으로서 답장하거나 새 메일을 쓸 수 있으며, 실제 메일과 같은 경로로 접수됩니다.
demo-mail-write = 고객으로서 메일 쓰기
demo-mail-write-text = 메일 서버가 넘겨준 것처럼 처리됩니다. 먼저 그대로 저장되고, 확인을 거쳐 요청이 되거나 요청의 메시지가 됩니다.
demo-mail-outbox = 모든 알림(문자 포함)
demo-mail-people = 메일함
demo-mail-handed = 메일이 접수되었습니다. 잠시 후 어떻게 처리되었는지 여기에 표시됩니다.
demo-mail-see = 데스크에서 보기
demo-mail-line = { $from }에서 { $to }(으)로
demo-mail-none = 아직 보관된 메일이 없습니다
demo-mail-none-text = 고객으로서 메일을 쓰면 접수 알림이 여기에 나타납니다.
demo-mail-letter = 메일
demo-mail-of = { $address }의 메일함
demo-mail-from = 보낸 사람
demo-mail-to = 받는 사람
demo-mail-reply-to = 답장 주소
demo-mail-at = 보낸 시각
demo-mail-html = 메일 프로그램에서 보이는 모습
demo-mail-answer = 받는 사람으로서 답장
demo-mail-raw = 보낸 원문
demo-mail-answers = “{ $subject }”에 대한 답장입니다. { $to }(으)로 보냅니다.
demo-mail-body = 본문
demo-mail-send = 보내기
