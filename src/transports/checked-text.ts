import { crc32 } from './crc32.ts'

/**
 * The text of an answer, or nothing when it is not what its `x-amz-crc32` says. That is of the bytes as they were sent:
 * where they were coded, or a page is not told whether they were, they are not known, and nothing is checked.
 */
export async function checkedText(response: Response): Promise<string> {
  const { headers, type } = response
  if (type === 'cors' || headers.has('content-encoding')) return response.text()
  const bytes = new Uint8Array(await response.arrayBuffer())
  return crc32(bytes) === Number(headers.get('x-amz-crc32')) ? new TextDecoder().decode(bytes) : ''
}
