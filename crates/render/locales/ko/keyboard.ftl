# 키보드와 명령 팔레트.
keyboard-title = 키보드 단축키
keyboard-close = 닫기
keyboard-everywhere = 공통
keyboard-page = 이 페이지
keyboard-walk = 목록에서 아래로, 위로
keyboard-open = 선택한 티켓 열기
keyboard-back = 목록으로 돌아가기
keyboard-tick = 선택한 티켓에 표시
keyboard-send = 작성 중인 내용 보내기
keyboard-leave = 입력란에서 나가기
keyboard-switch = 한 글자 단축키 사용(이 브라우저에만 적용)

palette-title = 명령 팔레트
palette-placeholder = 작업, 페이지 또는 검색할 말…
palette-action = 작업
palette-list = 목록
palette-setting = 설정
palette-place = 페이지
palette-none = 일치하는 항목이 없습니다
palette-search = “{ $text }” 티켓 검색
