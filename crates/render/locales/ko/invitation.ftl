# 메일에 들어 있는 일정. 보낸 사람의 글 위에 표시됩니다.

invitation-request = 일정 초대
invitation-cancel = 취소된 일정
invitation-reply = 초대에 대한 답변
invitation-other = 일정
invitation-title = { $what }: { $title }
invitation-when = 일시: { $time }
invitation-until = { $from }부터 { $until }까지
invitation-repeats = { $time }, 이후 반복
invitation-where = 장소: { $place }
invitation-by = 주최자: { $organiser }
