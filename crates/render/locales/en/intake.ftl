# Batch intake: its permission and refusals.

permission-intake-send = Send in requests as a batch
field-too_many_lines = a call has { $max } lines at most; send the rest in another one
