/** A `TypeError` for settings with which nothing can be sent. It shows with the first request, and is never worked around. */
export class Misuse extends TypeError {}
