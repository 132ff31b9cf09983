const polynomial = 0xed_b8_83_20

/** The checksum of DynamoDB's answers. `zlib.crc32` came with Node 20.15, and is not in what Node 20's types know. */
export function crc32(bytes) {
  let sum = 0xff_ff_ff_ff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ polynomial : sum >>> 1
  }
  return ~sum >>> 0
}
