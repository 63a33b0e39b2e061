# 데모의 외부 시스템과 Webhook으로 받은 내용.

demo-hooks-link = 외부 시스템이 받은 이벤트 보기
demo-hooks-home = 외부 시스템과의 연동 보기
demo-hooks-home-text = 요청의 모든 단계가 서명된 Webhook으로 쇼핑몰 ERP에 전달됩니다. ERP를 멈추어 재시도를 지켜보고, 복구하여 밀린 내용을 따라잡는 모습을 확인해 보세요.
demo-hooks-name = 쇼핑몰 ERP
demo-hooks-title = 쇼핑몰 ERP가 받은 이벤트
demo-hooks-text = 이벤트는 하나씩 서명된 호출로 이곳에 도착하며, 여느 수신 시스템처럼 서명을 확인합니다. 이벤트에는 ID와 코드만 있고 개인에 관한 내용은 없습니다.
demo-hooks-admin = 관리 화면에서 보기
demo-hooks-works = ERP가 정상 작동 중입니다.
demo-hooks-works-text = 멈추어 보면 간격을 늘려 가며 다시 보내는 모습을 볼 수 있습니다.
demo-hooks-break = 멈추기
demo-hooks-out = ERP가 멈추었습니다.
demo-hooks-out-text = 모든 호출에 503으로 응답합니다. 잃는 것은 없습니다. 복구하면 기다리던 내용이 다음 호출과 함께 모두 도착하며, 길어도 약 5분이면 됩니다.
demo-hooks-repair = 복구하기
demo-hooks-refused = 호출 { $n }건을 거부했습니다. 서명이 틀렸거나 없거나 너무 오래되었습니다.
demo-hooks-unknown = 다른 종류의 이벤트
demo-hooks-signed = 서명 확인됨
demo-hooks-attempt = { $n }번째 시도
demo-hooks-waited = 이전 시도 후 { $n }초
demo-hooks-body = 받은 이벤트 원문
demo-hooks-none = 아직 받은 이벤트가 없습니다
demo-hooks-none-text = 요청을 보내거나 데스크에서 답변하면 1~2초 안에 여기에 나타납니다.
demo-hook-taken = 수신함
demo-hook-known = 이미 받음
demo-hook-unable = 멈춤
