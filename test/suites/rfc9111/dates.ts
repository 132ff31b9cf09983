/** The forms of HTTP-date (RFC 9110 §5.6.7). */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')
const timeOf = (date: Date): string =>
  [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':')

/** The time so many seconds from now. */
export const inSeconds = (seconds: number): Date => new Date(Date.now() + seconds * 1_000)

/** `Sun, 06 Nov 1994 08:49:37 GMT` */
export const imfFixdate = (date: Date): string => date.toUTCString()

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
export const rfc850 = (date: Date): string =>
  `${days[date.getUTCDay()]}, ${two(date.getUTCDate())}-${months[date.getUTCMonth()]}-${two(date.getUTCFullYear() % 100)} ${timeOf(date)} GMT`

/** `Sun Nov  6 08:49:37 1994` */
export const asctime = (date: Date): string =>
  `${days[date.getUTCDay()]?.slice(0, 3)} ${months[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2)} ${timeOf(date)} ${date.getUTCFullYear()}`
