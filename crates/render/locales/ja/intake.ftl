# 一括受け入れ：権限と拒否理由。

permission-intake-send = リクエストの一括受け入れ
field-too_many_lines = 一度に送れるのは { $max } 行までです。残りは別に送ってください
