/** Lower-case hexadecimal text of bytes. */
export const hex = (bytes: Uint8Array): string =>
  bytes.reduce((text, byte) => text + (byte + 256).toString(16).slice(1), '')
