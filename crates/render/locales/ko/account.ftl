# 직원 계정: 초대, 비밀번호 재설정, 2단계 인증.

forgot-link = 비밀번호를 잊으셨나요?
forgot-title = 비밀번호 재설정
forgot-lead = 로그인에 쓰는 이메일 주소를 입력해 주십시오. 계정이 있으면 새 비밀번호를 설정하는 링크를 보내 드립니다.
forgot-go = 링크 보내기
forgot-help = 링크는 한 시간 안에 한 번만 쓸 수 있습니다. 오지 않으면 스팸함을 확인하거나 관리자에게 문의해 주십시오.
link-title = 비밀번호 설정
link-heading-invitation = 환영합니다
link-heading-password_reset = 새 비밀번호 설정
link-lead = { $name } 님, 로그인에 쓸 비밀번호를 정해 주십시오.
link-go = 비밀번호 설정
link-others-out = 설정하면 이 링크는 더 쓸 수 없고, 모든 기기에서 로그아웃됩니다.
link-dead-text = 링크는 정해진 시간 안에 한 번만 쓸 수 있으며, 새 링크를 보내면 이전 링크는 무효가 됩니다. 링크를 다시 요청하거나 관리자에게 초대를 다시 보내 달라고 하십시오.
error-link_not_valid = 이 링크는 더 이상 쓸 수 없습니다
error-invitation_accepted = 이 사용자는 이미 비밀번호를 설정했습니다
notice-reset_asked = 계정이 있는 주소라면 링크를 보냈습니다
notice-password_set = 비밀번호를 설정했습니다. 로그인해 주십시오
notice-invited = 초대를 보냈습니다
notice-invitation_held = 사용자를 만들었지만 메일 서버가 설정되지 않아 초대가 보낼 편지함에 남아 있습니다. 대신 비밀번호를 설정해 주십시오
notice-invitation_revoked = 초대를 취소했습니다
user-password-invite = 비워 두면 초대 메일을 보내 본인이 비밀번호를 정합니다. 입력하려면 { $n }자 이상이어야 합니다.
user-invite = 만들기
user-invite-again = 초대 다시 보내기
user-invite-revoke = 취소
user-invite-revoke-ask = { $name } 님에게 보낸 링크가 무효가 되고 계정이 중지됩니다. 계속할까요?
user-state-invited = 초대됨
user-state-waiting = 비밀번호 없음
event-user-invited = 초대를 보냄
event-user-invitation_revoked = 초대를 취소함
event-user-invitation_accepted = 초대를 수락함
event-password-reset_asked = 비밀번호 재설정 링크를 요청함

notification-invitation-subject = Touchstone 계정이 만들어졌습니다
notification-invitation-text =
    안녕하세요.

    계정이 만들어졌습니다. 아래 링크를 열어 비밀번호를 정해 주십시오.

    { $link }

    링크는 { $until }까지 한 번만 쓸 수 있습니다. 다른 사람에게 전달하지 마십시오. 예상하지 못한 메일이라면 무시하십시오.

notification-password_reset-subject = 새 비밀번호 설정
notification-password_reset-text =
    안녕하세요.

    계정의 비밀번호를 잊었다는 요청이 있었습니다. 아래 링크를 열어 새 비밀번호를 설정해 주십시오.

    { $link }

    링크는 { $valid_for } 안에 한 번만 쓸 수 있습니다. 본인이 아니라면 이 메일을 무시하십시오. 비밀번호는 바뀌지 않습니다.
