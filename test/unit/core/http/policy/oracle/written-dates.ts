const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number, fill = '0'): string => String(value).padStart(2, fill)

/** A time as an HTTP-date (RFC 9110 §5.6.7): of form 0, 1 or 2; from 3 on in another letter case. */
export function httpDate(ms: number, form: number): string {
  const date = new Date(ms)
  const day = days[date.getUTCDay()] ?? ''
  const month = months[date.getUTCMonth()]
  const year = String(date.getUTCFullYear()).padStart(4, '0')
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map((part) => two(part)).join(':')
  const written = [
    `${day.slice(0, 3)}, ${two(date.getUTCDate())} ${month} ${year} ${time} GMT`,
    `${day}, ${two(date.getUTCDate())}-${month}-${year.slice(-2)} ${time} GMT`,
    `${day.slice(0, 3)} ${month} ${two(date.getUTCDate(), ' ')} ${time} ${year}`,
  ][form % 3]
  return (form < 3 ? written : form === 3 ? written?.toUpperCase() : written?.toLowerCase()) ?? ''
}
