/** Whether an import failed because the package is not installed. */
export const isMissing = (error: unknown): boolean =>
  /MODULE_NOT_FOUND/.test(String((error as { code?: unknown } | null)?.code))
