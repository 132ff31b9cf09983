import { runContender } from './run-contender.mjs'
import { startServer } from './servers/start-server.mjs'

/**
 * Asks one question: every contender in each round, one after the other, so that what else the machine does meets all of them.
 * Resolves with samples: a contender's metrics in a case and a round, or why it has none.
 */
export async function runQuestion(question, options) {
  const { node, engine, rounds, say = () => {}, contenders, ...rest } = options
  const servers = await startServers(question.needs, engine)
  const urls = Object.fromEntries(servers.map(({ name, url }) => [name, url]))
  const names = Object.keys(question.contenders).filter((name) => !contenders || contenders.includes(name))
  const given = { timeMs: question.timeMs, ...question.settings, ...defined(rest), urls }
  const samples = []
  try {
    for (let round = 0; round < (rounds ?? question.rounds); round++)
      for (const contender of turned(names, round)) {
        say(`${question.name}, round ${round + 1}: ${contender}`)
        const results = await runContender(question, contender, { node, settings: { ...given, round } })
        samples.push(...results.map((result) => ({ contender, round, ...result })))
      }
  } finally {
    await Promise.all(servers.map((server) => server.close()))
  }
  return samples
}

/** Another one begins in each round. */
const turned = (names, round) => names.map((_, index) => names[(index + round) % names.length])

async function startServers(needs, engine) {
  const names = ['null', 'origin', 'engine'].filter((name) => needs.includes(name))
  const servers = await Promise.all(
    names.map(async (name) => ({ name, ...(await startServer(name === 'engine' ? engine : name)) })),
  )
  if (!needs.includes('far')) return servers
  const { url } = servers.find(({ name }) => name === 'engine')
  return [...servers, { name: 'far', ...(await startServer('far', url, '5')) }]
}

const defined = (settings) => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
