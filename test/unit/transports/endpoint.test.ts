import { describe, expect, test } from 'vitest'
import { type EndpointOptions, endpointOf } from '../../../src/transports/endpoint.ts'
import { resolveEndpoint } from '../../../src/transports/resolve-endpoint.ts'
import { sdkEndpoint, sdkPartitions } from '../../support/sdk-endpoints.ts'

const combinations = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const

/** What the AWS SDK's rules say: an endpoint, or an error. */
function expected(...parameters: Parameters<typeof sdkEndpoint>) {
  try {
    return sdkEndpoint(...parameters)
  } catch {
    return TypeError
  }
}

async function resolved(region: string, options: EndpointOptions) {
  try {
    return await resolveEndpoint(region, options)
  } catch (error) {
    return (error as Error).constructor
  }
}

describe.each(combinations)('with dual-stack %s and FIPS %s', (useDualstackEndpoint, useFipsEndpoint) => {
  const options = { useDualstackEndpoint, useFipsEndpoint }

  test.each(sdkPartitions())('the endpoint of every Region of $name is that of the AWS SDK', async ({ regions }) => {
    for (const region of regions) {
      const endpoint = sdkEndpoint(region, useDualstackEndpoint, useFipsEndpoint)
      expect(endpointOf(region, options), region).toEqual(endpoint)
      expect(await resolveEndpoint(region, options), region).toEqual(endpoint)
    }
  })

  test.each(['local', 'xx-north-1', 'us-east-99', 'mars', 'us-gov-east-9', 'cn-east-9'])(
    'so is what becomes of the Region %s, which no partition lists',
    async (region) => {
      expect(await resolved(region, options)).toEqual(expected(region, useDualstackEndpoint, useFipsEndpoint))
    },
  )

  test('so is what becomes of an endpoint that is given', async () => {
    for (const region of ['us-west-2', 'cn-north-1', 'local']) {
      const given = 'http://127.0.0.1:8000/'
      expect(await resolved(region, { ...options, endpoint: given })).toEqual(
        expected(region, useDualstackEndpoint, useFipsEndpoint, given),
      )
    }
  })
})

test('the endpoints in words', () => {
  const urlOf = (region: string, options: EndpointOptions = {}) => endpointOf(region, options).url
  const both = { useDualstackEndpoint: true, useFipsEndpoint: true }
  expect(urlOf('us-west-2')).toBe('https://dynamodb.us-west-2.amazonaws.com/')
  expect(urlOf('us-west-2', { useDualstackEndpoint: true })).toBe('https://dynamodb.us-west-2.api.aws/')
  expect(urlOf('us-west-2', { useFipsEndpoint: true })).toBe('https://dynamodb-fips.us-west-2.amazonaws.com/')
  expect(urlOf('us-west-2', both)).toBe('https://dynamodb-fips.us-west-2.api.aws/')
  expect(urlOf('us-gov-west-1', { useFipsEndpoint: true })).toBe('https://dynamodb.us-gov-west-1.amazonaws.com/')
  expect(urlOf('cn-north-1')).toBe('https://dynamodb.cn-north-1.amazonaws.com.cn/')
  expect(urlOf('us-isob-east-1')).toBe('https://dynamodb.us-isob-east-1.sc2s.sgov.gov/')
})

test('what has no endpoint is a TypeError that names the option', () => {
  for (const option of ['useDualstackEndpoint', 'useFipsEndpoint']) {
    const refused = new RegExp(`^${option}`)
    expect(() => endpointOf('local', { [option]: true })).toThrow(refused)
    expect(() => endpointOf('us-west-2', { [option]: true, endpoint: 'http://127.0.0.1' })).toThrow(refused)
  }
})

test('slashes behind an endpoint do not matter', async () => {
  for (const endpoint of ['http://127.0.0.1:8000', 'http://127.0.0.1:8000//'])
    expect(await resolveEndpoint('us-west-2', { endpoint })).toEqual({
      url: 'http://127.0.0.1:8000/',
      region: 'us-west-2',
    })
})
