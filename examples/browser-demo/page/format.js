/** Numbers and times, as people read them. */

/** `1.2 KB`; kilobytes are 1,000 bytes. */
export function bytes(count) {
  if (count === undefined) return 'unknown'
  if (count < 1_000) return `${count} B`
  const [size, unit] = count < 1e6 ? [count / 1e3, 'KB'] : [count / 1e6, 'MB']
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`
}

/** `12 ms`, `1.3 s`. */
export function duration(ms) {
  if (ms < 1) return 'below 1 ms'
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}

/** `42 s`, `4 min 5 s`, `3 h`, `6 d`: the largest unit, and for minutes the seconds. */
export function span(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** `14:05:09`, by the reader's own clock. */
export const clockTime = (date) => date.toLocaleTimeString(undefined, { hour12: false })

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString()} ${count === 1 ? one : many}`
