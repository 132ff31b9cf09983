import type { IncomingMessage } from 'node:http'
import type { Answer, RecordedRequest, Routes } from '../../suites/origin.ts'

/** What the server holds of one test's site. */
export interface OriginSite {
  readonly routes: Routes
  /** By route, how many requests it had and how many of its answers without `when` were given. */
  readonly counts: Map<string, { asked: number; given: number }>
  readonly requests: RecordedRequest[]
  preflights: number
  offsetMs: number
}

export const newOriginSite = (routes: Routes): OriginSite => ({
  routes,
  counts: new Map(),
  requests: [],
  preflights: 0,
  offsetMs: 0,
})

/** The answer of the route, which is named by DynamoDB's operation, by method and path, or by the path alone. */
export function chooseAnswer(
  { routes, counts }: OriginSite,
  { method, headers }: IncomingMessage,
  path: string,
): { answer: Answer; count: number } | undefined {
  const operation = String(headers['x-amz-target'] ?? '').split('.')[1]
  const [bare = ''] = path.split('?')
  const names = [operation, `${method} ${path}`, `${method} ${bare}`, path, bare, '*']
  const name = names.find((candidate) => candidate !== undefined && candidate in routes)
  if (name === undefined) return undefined
  const answers = [routes[name] ?? []].flat()
  const count = counts.get(name) ?? { asked: 0, given: 0 }
  counts.set(name, count)
  count.asked++
  const special = answers.find(({ when }) => when && meets(headers, when))
  if (special) return { answer: special, count: count.asked }
  const inTurn = answers.filter(({ when }) => !when)
  const answer = inTurn[Math.min(count.given++, inTurn.length - 1)]
  return answer && { answer, count: count.asked }
}

const meets = (headers: IncomingMessage['headers'], when: NonNullable<Answer['when']>): boolean =>
  Object.entries(when).every(([name, wanted]) =>
    wanted === null ? headers[name] === undefined : String(headers[name] ?? '').includes(wanted),
  )
