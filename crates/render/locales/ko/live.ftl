# The live desk.

live-lost = 실시간 업데이트가 끊겨 다시 연결하고 있습니다. 입력한 내용은 그대로 유지됩니다.
live-ended = 로그아웃되었습니다. 입력한 내용은 이 페이지에 남아 있습니다.
live-sign-in = 다시 로그인
live-gone = 이 티켓은 다른 곳으로 옮겨져 더 이상 볼 수 없습니다.
live-to-desk = 데스크로 돌아가기
live-changed = { $who }: { $what }
live-show = 최신 내용 보기

presence-open = { $name } 님이 열어 둠
presence-viewing = { $name } 님이 보는 중
presence-typing = { $name } 님이 작성 중

draft-kept = { $when }에 저장한 초안을 복원했습니다.
