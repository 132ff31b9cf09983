const imfFixdate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Epoch milliseconds of an HTTP-date in its preferred form (RFC 9110 §5.6.7), `NaN` for anything else. `Date.parse` alone
 * would take '0' for the year 2000.
 */
export const parseHttpDate = (text: string): number => (imfFixdate.test(text) ? Date.parse(text) : Number.NaN)
