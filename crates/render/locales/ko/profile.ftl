# One's own profile, sessions of others, teams.
profile-heading = 내 정보
profile-language = 언어
profile-language-hint = 나에게 오는 메일과 다른 언어를 고르지 않은 경우에 씁니다.
session-until = 만료
user-sessions = { $name } 님이 로그인한 기기
user-devices = 기기
user-sessions-none = 지금 로그인한 곳이 없습니다
user-sessions-none-text = 세션은 쉬거나 일주일이 지나면 저절로 끝납니다.
team-no-lead = 팀장 없음
team-led-by = 팀장: { $name }
team-archive-ask = “{ $name }” 팀은 더 이상 티켓을 받지 않고 팀원도 나갑니다. 계속할까요?
notice-team_archived = 팀을 보관했습니다
error-team_in_use = 열린 티켓이 있으니 먼저 다른 팀에 넘기십시오. 열린 티켓: { $n }
field-team_in_use = 열린 티켓이 있으니 먼저 다른 팀에 넘기십시오. 열린 티켓: { $n }
