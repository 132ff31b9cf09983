import type { Harness, Library } from '../harness.ts'
import type { Answer, Routes } from '../origin.ts'
import { newSession } from '../session/fixture.ts'

export const answer = (seconds = 60, more: Answer = {}): Answer => ({
  body: 'body',
  ...more,
  headers: { 'cache-control': `max-age=${seconds}`, ...more.headers },
})

export const inLanguage = (language: string) => ({ headers: { 'accept-language': language } })

/** A session whose cache can be written past it. */
export async function newCache(harness: Harness, routes: Routes, settings: Library.SessionSettings = {}) {
  const made = await newSession(harness, routes, settings)
  const { cache, transport } = made
  return {
    ...made,
    /** Writes an item among the stored responses, or the redirects, as another program could. */
    putRaw: (key: string, attributes: Library.Item, dict: { readonly namespace: string } = cache.responses) =>
      transport.send('PutItem', {
        TableName: cache.tableName,
        Item: { namespace: { S: dict.namespace }, key: { S: key }, ...attributes },
      }),
  }
}

/** Items that are no stored responses, by what is wrong with them. */
export const hostileItems: Readonly<Record<string, Library.Item>> = {
  'no meta': { value: { S: 'x' } },
  'a later format': { value: { S: 'x' }, format: { N: '99' } },
  'a set in its meta': { value: { S: 'x' }, meta: { M: { status: { NS: ['200'] } } } },
  'a number beyond a double': { value: { S: 'x' }, meta: { M: { status: { N: '9007199254740993' } } } },
  'a status that is none': meta({ status: { N: '99999' } }),
  'a header that is none': meta({ headers: { M: { 'a b': { S: 'x' } } } }),
  'a header with a line break': meta({ headers: { M: { a: { S: 'x\r\nset-cookie: y' } } } }),
  'chunks of nobody': { ...meta({}), blob: { M: { id: { S: '../x' } } } },
  'another number of shards': { value: { S: 'x' }, shards: { N: '7' } },
}

/** The attributes of a stored response, changed. */
export function meta(changes: Library.Item): Library.Item {
  const time = { N: String(Date.now()) }
  return {
    value: { B: new Uint8Array([1]) },
    encoding: { S: 'bytes' },
    version: { S: 'v' },
    meta: {
      M: {
        status: { N: '200' },
        headers: { M: {} },
        url: { S: 'https://hostile.example/' },
        type: { S: 'basic' },
        requestTime: time,
        responseTime: time,
        freshUntil: { N: String(Date.now() + 60_000) },
        ...changes,
      },
    },
  }
}
