"""What others are told when a document is closed: `circle_set.send(sender, document=…, on=…)`.

Sent within the transaction once the circle stands. A receiver puts right what was made for everybody before,
or refuses with a `ServiceError`.
"""

from django.dispatch import Signal

circle_set = Signal()
