# 공개된 서비스 기준.

nav-standards = 서비스 기준
public-standard-old = 이 버전은 대체되었습니다. 시행 중에 접수된 요청은 이 버전으로 판단합니다.
public-standard-current = 시행 중인 버전
public-pledges = 서비스 약속
public-remedy = 지키지 못하면:
public-catalogue = 서비스 목록
public-channels = 채널:
public-tiers = 서비스 등급:
public-not-served = 제공하지 않는 것
public-versions = 모든 버전
audience-individuals = 개인 고객
audience-enterprises = 기업 고객
audience-merchants = 입점 판매자
