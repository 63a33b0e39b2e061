# What is written to requesters: `notification-<template>-subject` and `-text`. No text of other people is ever part of it.

notification-receipt-subject = ご依頼 #{ $number } を受け付けました
notification-receipt-text =
    お客様

    ご依頼を受け付けました。受付番号は #{ $number } です。
    照会コード：{ $tracking_code }
    初回のご返信予定：{ $due } まで

    進捗のご確認：{ $link }

    照会コードは大切に保管し、他の方には渡さないようお願いいたします。

notification-one_time_code-subject = 確認コード { $code }
notification-one_time_code-text =
    お客様

    ご依頼 #{ $number } の内容を表示するための確認コードです。

    { $code }

    有効期間は{ $valid_for }で、一度だけ使えます。お心当たりのない場合はこのメッセージを破棄し、コードを他の方に伝えないでください。

notification-agent_replied-subject = ご依頼 #{ $number } に返信がありました
notification-agent_replied-text =
    お客様

    ご依頼 #{ $number } に担当者から返信がありました。個人情報保護のため、ご本人確認のうえ下記よりご覧ください。

    { $link }

notification-waiting_for_you-subject = ご依頼 #{ $number } についてご返信をお願いいたします
notification-waiting_for_you-text =
    お客様

    ご依頼 #{ $number } の対応を続けるため、ご返信をお願いいたします。{ $until } までにご連絡がない場合は終了とさせていただきます。

    { $link }

    お待ちしている間、対応期限の計測は停止しております。

notification-reminder_waiting-subject = 再度のお願い：ご依頼 #{ $number } へのご返信
notification-reminder_waiting-text =
    お客様

    ご依頼 #{ $number } へのご返信をお待ちしております。{ $until } までにご連絡がない場合は終了とさせていただきます。

    { $link }

notification-resolved_please_confirm-subject = ご依頼 #{ $number } の対応結果をご確認ください
notification-resolved_please_confirm-text =
    お客様

    ご依頼 #{ $number } の対応結果をご案内しました。解決したかどうか、下記よりお知らせください。

    { $link }

    解決していない場合は同じページからお申し出ください。同じ担当者が引き続き対応いたします。{ $until } までにご連絡がない場合は確認済みといたします。

notification-confirmed_by_silence-subject = ご依頼 #{ $number } を確認済みといたしました
notification-confirmed_by_silence-text =
    お客様

    期間内にご連絡がなかったため、ご依頼 #{ $number } を解決済みといたしました。

    解決していない場合は { $until } まで再開できます。

    { $link }

notification-closed_no_answer-subject = ご依頼 #{ $number } を終了しました
notification-closed_no_answer-text =
    お客様

    ご返信がなかったため、ご依頼 #{ $number } を終了いたしました。引き続きお困りの場合は、下記のページからお知らせください。

    { $link }

notification-closed-subject = ご依頼 #{ $number } を終了しました
notification-closed-text =
    お客様

    ご依頼 #{ $number } を終了いたしました。理由：{ $reason }

    詳しくは下記をご覧ください。

    { $link }

notification-archived-subject = ご依頼 #{ $number } の対応が完了しました
notification-archived-text =
    お客様

    ご依頼 #{ $number } の対応が完了し、保管いたしました。ご協力ありがとうございました。記録は下記でご覧いただけます。

    { $link }

notification-reopened-subject = ご依頼 #{ $number } の対応を再開しました
notification-reopened-text =
    お客様

    ご依頼 #{ $number } の対応を再開いたしました。

    { $link }

notification-follow_up-subject = 新しいご依頼 #{ $number } として受け付けました
notification-follow_up-text =
    お客様

    ご依頼 #{ $former } は完了しているため、いただいたご連絡を新しいご依頼 #{ $number } として受け付けました。
    新しい照会コード：{ $tracking_code }

    進捗のご確認：{ $link }

notification-rating_invitation-subject = ご依頼 #{ $number } の対応はいかがでしたか
notification-rating_invitation-text =
    お客様

    ご依頼 #{ $number } の対応が完了しました。今後の改善のため、評価をお聞かせください。

    { $link }

notification-footer = このメッセージは{ $brand } より自動送信しています。追加のご連絡は照会ページからお願いします。
