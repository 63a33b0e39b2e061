# Categories of the default standards pack: `category-<path with hyphens>`. An operator's own ones may be added in an override.

category-technical = 기술 문제
category-technical-registration = 회원 가입
category-technical-login = 로그인
category-technical-password = 비밀번호
category-technical-app-fault = 앱 오류
category-technical-page-fault = 페이지 오류
category-technical-data-query = 데이터 조회
category-technical-system-fault = 시스템 장애

category-account-security = 계정 보안
category-account-security-theft = 계정 도용
category-account-security-suspicious-login = 의심스러운 로그인
category-account-security-real-name = 실명 인증
category-account-security-unsubscribe = 회원 탈퇴

category-order = 주문
category-order-order-anomaly = 주문 이상
category-order-cancel = 주문 취소
category-order-change = 주문 변경
category-order-missing-item = 상품 누락
category-order-out-of-stock = 품절
category-order-wrong-item = 오배송

category-payment = 결제
category-payment-payment-anomaly = 결제 이상
category-payment-payment-failure = 결제 실패
category-payment-refund-delay = 환불 지연
category-payment-double-charge = 중복 결제
category-payment-invoice = 영수증·세금계산서
category-payment-coupon = 쿠폰

category-logistics = 배송
category-logistics-tracking-query = 배송 조회
category-logistics-delay = 배송 지연
category-logistics-damage = 파손
category-logistics-loss = 분실
category-logistics-wrong-address = 주소 오류
category-logistics-courier-conduct = 배송 기사 응대
category-logistics-pick-up = 방문 수거

category-after-sales = 사후 서비스
category-after-sales-return = 반품
category-after-sales-exchange = 교환
category-after-sales-repair = 수리
category-after-sales-refund-only = 환불만
category-after-sales-warranty = 보증
category-after-sales-price-protection = 가격 보장

category-product = 상품
category-product-quality-defect = 품질 불량
category-product-counterfeit = 위조품
category-product-not-as-described = 설명과 다름
category-product-safety = 안전 문제
category-product-expired = 유통기한 경과
category-product-instructions = 사용 방법

category-service = 고객 서비스
category-service-slow-answer = 답변 지연
category-service-attitude = 응대 태도
category-service-wrong-answer = 잘못된 안내
category-service-promise-broken = 약속 불이행

category-merchant = 판매자
category-merchant-false-advertising = 허위 광고
category-merchant-refuses-service = 서비스 거부
category-merchant-induced-off-platform = 외부 거래 유도
category-merchant-fake-reviews = 허위 후기

category-privacy = 개인정보
category-privacy-leak = 유출
category-privacy-access-request = 열람 요청
category-privacy-erasure-request = 삭제 요청
category-privacy-harassment = 괴롭힘

category-suggestion = 제안
category-suggestion-platform = 플랫폼
category-suggestion-product = 상품
category-suggestion-service = 서비스
category-suggestion-logistics = 배송
