# 동료 멘션.
mentions = 나를 멘션한 메모
mentions-new = 새 멘션 { $n }건
mentions-many = 새 멘션 { $n }건 초과
mentions-read-all = 이 페이지 모두 읽음으로 표시
mentions-none = 아직 나를 멘션한 사람이 없습니다
mentions-none-text = 동료가 내부 메모에 @와 내 이름을 쓰면 여기와 데스크에 표시됩니다.
mention-unread = 새 멘션
mention-by = { $name } 님이 멘션함
mention-choose = 멘션할 동료 선택
mention-hint = 내부 메모에서 @로 동료를 멘션할 수 있습니다.
field-mention_out_of_reach = { $name } 님은 이 티켓을 볼 수 없어 멘션할 수 없습니다. 입력한 내용은 그대로 있습니다. @를 빼거나 먼저 인계하세요
field-mention_ambiguous = { $name }(이)라는 동료가 여러 명이라 누구인지 알 수 없습니다
notice-mentions_read = 읽음으로 표시했습니다
event-ticket-mentioned = 동료를 멘션했습니다
