# Tiers, advisers, and where new requests go by themselves.

input-adviser = 전담 상담사
service-change = 서비스 등급과 전담 상담사
service-tier-hint = 앞으로 들어올 요청부터 적용됩니다.
service-adviser-none = 없음
service-adviser-hint = 새 요청은 분류가 정해지면 전담 상담사에게 전달됩니다. 전담 상담사를 약속한 등급에만 지정할 수 있습니다.
own-adviser = 전담 상담사
field-tier_without_adviser = 이 서비스 등급에는 전담 상담사가 없습니다.

routing = 서비스 등급별 배정
routing-text = 새 요청은 해당 등급을 맡은 팀으로 자동으로 들어갑니다. 전담 상담사가 있는 요청자는 먼저 상담사에게 전달됩니다. 이미 있는 요청은 그대로 둡니다.
routing-nobody = 배정하지 않음

public-tiers-heading = 서비스 등급
public-tier-first-answer = 첫 답변 시간은 일반 기준의 { $percent }%
public-tier-adviser = 전담 상담사가 있습니다

targets-owner = 책임자: { $role }
kpi-figure-owner = 책임자

actor-router = 자동 배정
detail-adviser = 전담 상담사
