sign-on-with = { $name }(으)로 로그인
error-sign_on_refused = ID 제공자가 로그인을 허용하지 않았습니다
error-sign_on_unknown = 이 계정에 해당하는 사용자가 없습니다. 관리자에게 같은 이메일 주소로 등록을 요청해 주십시오
error-sign_on_no_role = 소속 그룹에 해당하는 역할이 없습니다. 관리자에게 문의해 주십시오
error-sign_on_away = ID 제공자가 응답하지 않습니다. 다시 시도하거나 다른 방법으로 로그인해 주십시오
error-sign_on_unproven = ID 제공자의 응답을 확인하지 못했습니다. 다시 시도해 주십시오
event-identity-linked = ID 제공자 계정을 연결함
event-identity-unlinked = ID 제공자 계정 연결을 해제함
