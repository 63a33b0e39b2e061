# Pages for requesters and visitors.

home-title = 고객 센터
home-heading = 무엇을 도와드릴까요?
home-lead = 담당자가 책임지고 기한 안에 처리합니다. 접수부터 완료까지 언제든 확인하실 수 있습니다.
home-submit-heading = 요청하기
home-submit-text = 문의, 불만, 반품·교환, 제안 모두 가능합니다. 가입 없이 3분이면 됩니다.
home-track-heading = 진행 조회
home-track-text = 접수 안내의 조회 코드를 입력하면 현재 단계와 담당, 남은 시간을 볼 수 있습니다.
home-next-heading = 접수 후 진행 순서
home-step-title-receive = 바로 접수합니다
home-step-text-receive = 접수 번호와 조회 코드를 바로 드리며, 그때부터 처리 기한이 시작됩니다.
home-step-title-assign = 담당자가 정해집니다
home-step-text-assign = 처음 맡은 상담원이 끝까지 책임지며, 인계는 상대가 수락해야 이루어집니다.
home-step-title-handle = 기한 안에 처리합니다
home-step-text-handle = 단계마다 기한이 있습니다. 언제든 확인할 수 있고, 필요한 것이 있으면 연락드립니다.
home-step-title-confirm = 고객님이 확인합니다
home-step-text-confirm = 해결 여부는 고객님이 정합니다. 확인하거나, 이의를 제기하거나, 기간 안에 다시 열 수 있습니다.
home-pledge-heading = 처리 기한
home-pledge-text = 현행 서비스 기준이며, 접수 시점부터 계산합니다.

submit-title = 요청 접수
submit-lead = 상황을 알려 주십시오. 자세할수록 빨리 해결할 수 있습니다.
submit-part-what = 무슨 일이 있었나요
submit-part-weight = 영향과 요청 사항
submit-part-who = 연락처
submit-category-hint = 가장 가까운 것을 고르시면 상담원이 다시 확인합니다.
submit-subject-hint = 한 문장으로 적어 주십시오. 예: "환불이 열흘째 들어오지 않습니다"
submit-body-hint = 언제, 어떤 상품·주문에서, 무슨 일이 있었고, 누구와 연락했는지.
submit-order-hint = "내 주문"에서 확인할 수 있습니다.
submit-demand-hint = 환불, 교환, 사과, 보상 등 원하시는 해결 방법.
submit-contact-hint = 진행 안내와 본인 확인을 위해 이메일이나 전화번호 중 하나를 남겨 주십시오. 공개되지 않으며 상담원에게도 가려진 상태로 보입니다.
submit-send = 보내기
submit-privacy = 보내신 정보는 이 요청을 처리하는 데에만 사용합니다.

receipt-title = 접수증 #{ $number }
receipt-heading = 요청이 접수되었습니다
receipt-lead = 처리 기한이 시작되었습니다. 담당자가 곧 연락드리겠습니다.
receipt-track = 진행 보기
receipt-copy = 코드 복사
receipt-keep = 조회 코드를 보관해 주십시오. 진행 확인에 필요하며, 다른 사람에게 전달하지 마십시오.
receipt-facts = 접수 내용
receipt-sent = 접수 안내를 { $to }(으)로 보내고 있습니다.
receipt-not-sent = 연락처를 남기지 않으셔서 안내를 보낼 수 없습니다. 이 페이지의 조회 코드를 보관해 주십시오.

track-form-lead = 접수 안내에 있는 조회 코드를 입력해 주십시오.
track-code-hint = 영문과 숫자이며 대소문자와 하이픈은 상관없습니다.
track-form-lost = 코드를 찾을 수 없으면 접수 안내 메일을 확인하시거나 고객 센터로 연락해 주십시오.
track-title = 요청 #{ $number }
track-heading-unknown = 진행 상황
track-progress = 처리 과정
track-followed-by = 후속 요청 보기
track-end = 이 페이지 잠그기
track-end-text = 함께 쓰는 기기라면 마친 뒤 이 페이지를 잠가 주십시오.
step-ahead = 아직
turn-silence = 회신이 없으면 { $when }에 확인된 것으로 처리합니다.
turn-give-up = 회신이 없으면 { $when }에 종료합니다.
turn-reopen = { $when }까지 다시 열 수 있습니다.

ownership-heading = 본인 확인
ownership-text = 진행 상황은 코드를 가진 분이면 볼 수 있습니다. 제목, 대화, 첨부는 본인만 볼 수 있으며, 남기신 연락처로 인증 코드를 보내 드립니다.
ownership-send = 인증 코드 받기
ownership-again = 다시 받기
ownership-wait = { $t } 후 다시 받을 수 있습니다
ownership-sent = { $to }(으)로 보냈습니다
ownership-open = 확인하고 열기
ownership-none = 연락처가 없어 진행 상황만 볼 수 있습니다.
ownership-demo = 데모 환경: 인증 코드는 여기에서 확인

answer-heading = 해결되었나요?
answer-text = 아래 처리 결과를 확인해 주십시오. 해결되지 않았다면 이유를 알려 주시면 같은 담당자가 이어서 처리합니다.
answer-confirm = 해결되었습니다
answer-object = 해결되지 않았습니다
answer-object-reason = 해결되지 않은 점
answer-object-hint = 남아 있는 문제나 동의하기 어려운 이유를 적어 주십시오.
answer-object-send = 보내기

rate-heading = 이번 서비스 평가
rate-more = 항목별 평가와 의견
rate-send = 평가 보내기
rated-heading = 고객님의 평가

messages-heading = 대화
messages-none = 아직 메시지가 없습니다.
message-internal = 내부 메모(고객에게 보이지 않음)
message-send = 보내기
track-message-caption = 추가 설명이나 증빙
track-message-hint-new = 담당자에게 함께 전달됩니다.
track-message-hint-open = 담당자에게 전달됩니다.
track-message-hint-waiting = 회신하시면 처리와 기한이 다시 시작됩니다.
track-message-hint-resolved = 메시지를 보내시면 아직 해결되지 않은 것으로 보고 계속 처리합니다.
track-message-hint-closed = 기간 안에는 이 요청을 다시 열고, 기간이 지나면 연결된 새 요청으로 접수합니다.

sign-in-title = 직원 로그인
sign-in-go = 로그인
sign-in-expired = 로그인이 만료되었습니다. 다시 로그인해 주십시오. 작성 중이던 내용은 이 브라우저에 남아 있습니다.
sign-in-locked = 여러 번 실패하여 잠겼습니다. { $t } 후에 다시 시도해 주십시오.
demo-logins = 데모 계정
demo-logins-text = 선택하면 바로 로그인합니다.
setup-title = 관리자 만들기
setup-lead = 처음 사용합니다. 시작 로그에 표시된 일회용 토큰으로 첫 관리자를 만들어 주십시오.
setup-token-hint = 시작 로그에서 "setup token"을 찾으십시오.
setup-go = 만들고 로그인
password-hint = { $n }자 이상. 본인만 아는 문장을 권합니다.

demo-outbox-title = 데모 발신함
demo-outbox-text = 실제로 발송되지 않으며, 모든 알림이 여기에 모입니다.
demo-outbox-none = 요청을 보내면 접수 안내가 여기에 나타납니다.
author-you = 고객님
