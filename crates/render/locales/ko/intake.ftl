# 일괄 접수: 권한과 거부 사유.

permission-intake-send = 요청 일괄 접수
field-too_many_lines = 한 번에 { $max }줄까지 보낼 수 있습니다. 나머지는 따로 보내세요
