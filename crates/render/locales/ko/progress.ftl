# 답변 외에 고객에게 알리는 것.
notification-taken_up = 처리 시작
notification-taken_up-subject = 요청 #{ $number } 처리를 시작했습니다
notification-taken_up-text =
    안녕하세요, 고객님.

    담당자가 요청 #{ $number } 처리를 시작했습니다. 진행 상황은 여기에서 확인하실 수 있습니다.

    { $link }
notification-more_time = 기한 연장
notification-more_time-subject = 요청 #{ $number }에 시간이 더 필요합니다
notification-more_time-text =
    안녕하세요, 고객님.

    요청 #{ $number }에 안내해 드린 것보다 시간이 더 필요합니다. 새 기한은 { $due }입니다. 진행 상황은 여기에서 확인하실 수 있습니다.

    { $link }
