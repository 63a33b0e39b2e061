# 返信のほかにお客様にお知らせすること。
notification-taken_up = 対応開始
notification-taken_up-subject = ご依頼 #{ $number } の対応を始めました
notification-taken_up-text =
    お客様

    ご依頼 #{ $number } の対応を担当者が始めました。進み具合はこちらでご確認いただけます。

    { $link }
notification-more_time = 期限の延長
notification-more_time-subject = ご依頼 #{ $number } にお時間をいただきます
notification-more_time-text =
    お客様

    ご依頼 #{ $number } には、お伝えしていたよりもお時間をいただいております。新しい期限は { $due } です。進み具合はこちらでご確認いただけます。

    { $link }
