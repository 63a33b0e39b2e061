# The live desk.

live-lost = 实时更新已断开，正在重新连接。您输入的内容不受影响。
live-ended = 登录已结束，您输入的内容仍保留在此页面。
live-sign-in = 重新登录
live-gone = 此工单已移交他处，您不再有权查看。
live-to-desk = 返回工作台
live-changed = { $who }：{ $what }
live-show = 显示最新内容

presence-open = { $name } 已打开此工单
presence-viewing = { $name } 正在查看
presence-typing = { $name } 正在输入

draft-kept = 已恢复您在 { $when } 保存的草稿。
