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

second-factor = 2단계 인증
second-factor-lead = 비밀번호 다음에 본인만 가진 것, 곧 휴대전화 앱의 코드나 패스키를 요구합니다. 비밀번호를 도둑맞아도 그것만으로는 아무도 들어올 수 없습니다.
second-factor-app = 인증 앱
second-factor-app-text = 휴대전화 앱에 30초마다 바뀌는 코드가 나옵니다.
second-factor-manage = 2단계 인증 관리
second-factor-begin = 설정 시작
second-factor-scan = 앱에 계정 추가
second-factor-scan-text = 인증 앱으로 그림을 찍거나 키를 입력한 다음, 앱에 나오는 코드를 입력해 주십시오.
second-factor-qr = 인증 앱용 키의 QR 코드
second-factor-key = 키:
second-factor-code = 앱의 코드
second-factor-confirm = 확인
second-factor-on = 2단계 인증이 켜져 있습니다
second-factor-since = 시작
second-factor-replace = 다른 앱이나 휴대전화로 바꾸기
second-factor-disable = 끄기
second-factor-disable-last-ask = 이제부터 비밀번호만으로 로그인하게 됩니다. 계속할까요?
second-factor-disable-ask = 이제부터 앱의 코드는 요구하지 않습니다. 패스키는 그대로 남습니다. 계속할까요?
second-factor-required = 2단계 인증
second-factor-must = 필수
second-factor-may = 선택
second-factor-reset = 2단계 인증 초기화
second-factor-reset-ask = { $name } 님은 다시 설정할 때까지 비밀번호만으로 로그인합니다. 본인의 요청인지 확인하십시오. 계속할까요?
recovery-codes = 복구 코드
recovery-codes-once = 휴대전화가 없을 때 하나마다 한 번 로그인할 수 있습니다. 지금만 표시되니 인쇄하거나 비밀번호 관리 앱에 보관해 주십시오.
recovery-codes-kept = 보관했습니다
recovery-codes-left = 남은 복구 코드 { $n }개
recovery-codes-new = 새 복구 코드 만들기
second-step-title = 한 단계 남았습니다
second-step-lead = 인증 앱에 나오는 코드를 입력해 주십시오.
second-step-code = 코드
second-step-hint = 휴대전화가 없으면 복구 코드 하나를 입력하십시오.
second-step-lost = 둘 다 없으면 관리자에게 2단계 인증 초기화를 요청해 주십시오.
user-second-factor = 2단계
error-second_factor_required = 2단계 인증 코드가 필요합니다
error-second_factor_refused = 코드가 맞지 않습니다
error-second_factor_enrolment_required = 역할에 2단계 인증이 필요합니다. 먼저 설정해 주십시오
error-second_factor_off = 2단계 인증이 켜져 있지 않습니다
error-enrolment_expired = 표시된 키의 기한이 지났습니다. 다시 시작해 주십시오
error-sign_in_again = 시간이 너무 오래 걸렸습니다. 다시 로그인해 주십시오
field-second_code_wrong = 맞지 않거나 이미 썼거나 기한이 지났습니다
notice-second_factor_begun = 코드를 입력해 확인해 주십시오
notice-second_factor_disabled = 2단계 인증을 껐습니다
notice-second_factor_reset = 2단계 인증을 초기화했습니다
event-second_factor-enabled = 2단계 인증을 설정함
event-second_factor-disabled = 2단계 인증을 끔
event-second_factor-reset = 사용자의 2단계 인증을 초기화함
event-second_factor-codes_made = 새 복구 코드를 만듦
event-second_factor-code_used = 복구 코드로 로그인함
event-role-second_factor_set = 역할에 2단계 인증이 필요한지 정함
