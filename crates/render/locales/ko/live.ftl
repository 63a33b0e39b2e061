# The live desk.

live-lost = 실시간 업데이트가 끊겨 다시 연결하고 있습니다. 입력한 내용은 그대로 유지됩니다.
live-ended = 로그아웃되었습니다. 입력한 내용은 이 페이지에 남아 있습니다.
live-sign-in = 다시 로그인
live-gone = 이 티켓은 다른 곳으로 옮겨져 더 이상 볼 수 없습니다.
live-to-desk = 데스크로 돌아가기
live-changed = { $who }: { $what }
live-show = 최신 내용 보기
