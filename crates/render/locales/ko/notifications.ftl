# What is written to requesters: `notification-<template>-subject` and `-text`. No text of other people is ever part of it.

notification-receipt-subject = 요청 #{ $number }이(가) 접수되었습니다
notification-receipt-text =
    안녕하세요, 고객님.

    요청이 접수되었습니다. 접수 번호는 #{ $number }입니다.
    조회 코드: { $tracking_code }
    첫 답변 예정: { $due }까지

    진행 상황 확인: { $link }

    조회 코드를 잘 보관해 주시고 다른 사람에게 전달하지 마십시오.

notification-one_time_code-subject = 인증 코드 { $code }
notification-one_time_code-text =
    안녕하세요, 고객님.

    요청 #{ $number }의 내용을 열기 위한 인증 코드입니다.

    { $code }

    { $valid_for } 동안 한 번만 사용할 수 있습니다. 본인이 요청하지 않았다면 이 메시지를 무시하시고 코드를 누구에게도 알리지 마십시오.

notification-agent_replied-subject = 요청 #{ $number }에 답변이 등록되었습니다
notification-agent_replied-text =
    안녕하세요, 고객님.

    요청 #{ $number }에 상담원이 답변을 남겼습니다. 개인정보 보호를 위해 본인 확인 후 아래에서 확인해 주십시오.

    { $link }

notification-waiting_for_you-subject = 요청 #{ $number }에 회신이 필요합니다
notification-waiting_for_you-text =
    안녕하세요, 고객님.

    요청 #{ $number }을(를) 계속 처리하려면 고객님의 회신이 필요합니다. { $until }까지 회신이 없으면 종결됩니다.

    { $link }

    기다리는 동안 처리 기한은 멈춥니다.

notification-reminder_waiting-subject = 다시 알려 드립니다: 요청 #{ $number } 회신 대기
notification-reminder_waiting-text =
    안녕하세요, 고객님.

    요청 #{ $number }이(가) 아직 고객님의 회신을 기다리고 있습니다. { $until }까지 회신이 없으면 종결됩니다.

    { $link }

notification-resolved_please_confirm-subject = 요청 #{ $number }의 처리 결과를 확인해 주십시오
notification-resolved_please_confirm-text =
    안녕하세요, 고객님.

    요청 #{ $number }의 처리 결과를 안내해 드렸습니다. 해결되었는지 확인해 주십시오.

    { $link }

    해결되지 않았다면 같은 페이지에서 알려 주십시오. 같은 담당자가 이어서 처리합니다. { $until }까지 회신이 없으면 확인된 것으로 처리합니다.

notification-confirmed_by_silence-subject = 요청 #{ $number }이(가) 확인 처리되었습니다
notification-confirmed_by_silence-text =
    안녕하세요, 고객님.

    기한 안에 회신이 없어 요청 #{ $number }을(를) 해결된 것으로 처리했습니다.

    해결되지 않았다면 { $until }까지 다시 열 수 있습니다.

    { $link }

notification-closed_no_answer-subject = 요청 #{ $number }이(가) 무응답으로 종결되었습니다
notification-closed_no_answer-text =
    안녕하세요, 고객님.

    오랫동안 회신이 없어 요청 #{ $number }을(를) 종결했습니다. 도움이 더 필요하시면 아래 페이지에 남겨 주십시오.

    { $link }

notification-closed-subject = 요청 #{ $number }이(가) 종결되었습니다
notification-closed-text =
    안녕하세요, 고객님.

    요청 #{ $number }이(가) 종결되었습니다. 사유: { $reason }

    자세한 내용은 아래에서 확인해 주십시오.

    { $link }

notification-archived-subject = 요청 #{ $number }이(가) 완료되었습니다
notification-archived-text =
    안녕하세요, 고객님.

    요청 #{ $number }의 처리가 완료되어 보관되었습니다. 감사합니다. 기록은 아래에서 확인하실 수 있습니다.

    { $link }

notification-reopened-subject = 요청 #{ $number }을(를) 다시 처리합니다
notification-reopened-text =
    안녕하세요, 고객님.

    요청 #{ $number }을(를) 다시 열어 처리하고 있습니다.

    { $link }

notification-follow_up-subject = 새 요청 #{ $number }(으)로 접수되었습니다
notification-follow_up-text =
    안녕하세요, 고객님.

    요청 #{ $former }은(는) 이미 완료되어, 남기신 내용을 새 요청 #{ $number }(으)로 접수했습니다.
    새 조회 코드: { $tracking_code }

    진행 상황 확인: { $link }

notification-rating_invitation-subject = 요청 #{ $number } 처리는 어떠셨나요?
notification-rating_invitation-text =
    안녕하세요, 고객님.

    요청 #{ $number }의 처리가 완료되었습니다. 더 나은 서비스를 위해 평가를 남겨 주십시오.

    { $link }

notification-footer = 이 메시지는 { $brand }에서 자동으로 발송되었습니다. 추가로 알리실 내용은 조회 페이지에 남겨 주세요.
