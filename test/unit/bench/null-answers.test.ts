import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { crc32 } from '../../../bench/servers/crc32.mjs'
import { answersOf, itemOf } from '../../../bench/servers/null-answers.mjs'

test('the checksum is that of RFC 1952', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcb_f4_39_26)
})

test('an answer is whole HTTP with the length of its body', () => {
  const answer = answersOf(itemOf(1_000)).get('GetItem')
  const [head = '', body = ''] = String(answer).split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(head).toContain(`Content-Length: ${body.length}\r\n`)
  expect(JSON.parse(JSON.parse(body).Item.value.S).value).toHaveLength(1_000)
})

test('the peers come with the AWS SDK that dynadict is measured with', () => {
  const versions = ['', 'bench/peers/'].map((folder) => {
    const lock = new URL(`../../../${folder}package-lock.json`, import.meta.url)
    return JSON.parse(readFileSync(lock, 'utf8')).packages['node_modules/@aws-sdk/client-dynamodb'].version
  })
  expect(versions[1]).toBe(versions[0])
})
