import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stopServer } from './stop-server.ts'

/** What gives out credentials in AWS, on one address: instance metadata, a container's agent, STS and SSO. */
export interface CredentialServices {
  readonly url: string
  /** How often credentials were given out. */
  given(): number
  close(): void
}

const expiration = () => new Date(Date.now() + 3_600_000).toISOString()
const metadataToken = 'METADATA-TOKEN'
export const containerToken = 'CONTAINER-TOKEN'
export const webIdentityToken = 'WEB-IDENTITY-TOKEN'
export const ssoToken = 'SSO-TOKEN'

/** Each answers only who asks as the real service wants it, with an access key that names the service. */
const answers: Record<string, (request: IncomingMessage, body: string) => string | undefined> = {
  'PUT /latest/api/token': ({ headers }) => headers['x-aws-ec2-metadata-token-ttl-seconds'] && metadataToken,
  'GET /latest/meta-data/iam/security-credentials/': (request) => (isOfVersion2(request) ? 'the-role' : undefined),
  'GET /latest/meta-data/iam/security-credentials/the-role': (request) =>
    isOfVersion2(request) ? json('AKIDINSTANCE') : undefined,
  'GET /container': ({ headers }) => (headers.authorization === containerToken ? json('AKIDCONTAINER') : undefined),
  'GET /federation/credentials': ({ headers }) =>
    headers['x-amz-sso_bearer_token'] === ssoToken
      ? JSON.stringify({
          roleCredentials: {
            accessKeyId: 'AKIDSSO',
            secretAccessKey: 'SECRET',
            sessionToken: 'TOKEN',
            expiration: Date.parse(expiration()),
          },
        })
      : undefined,
  'POST /': (_, body) => {
    const query = new URLSearchParams(body)
    const isAsked =
      query.get('Action') === 'AssumeRoleWithWebIdentity' && query.get('WebIdentityToken') === webIdentityToken
    return isAsked ? sts('AKIDWEB') : undefined
  },
}

const isOfVersion2 = ({ headers }: IncomingMessage) => headers['x-aws-ec2-metadata-token'] === metadataToken

const json = (AccessKeyId: string) =>
  JSON.stringify({ Code: 'Success', AccessKeyId, SecretAccessKey: 'SECRET', Token: 'TOKEN', Expiration: expiration() })

const sts = (accessKeyId: string) => `<?xml version="1.0"?>
<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
<Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>SECRET</SecretAccessKey>
<SessionToken>TOKEN</SessionToken><Expiration>${expiration()}</Expiration></Credentials>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`

export async function startCredentialServices(): Promise<CredentialServices> {
  let given = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const path = request.url?.replace(/\?.*/, '')
    const answer = answers[`${request.method} ${path}`]?.(request, body)
    if (answer?.includes('AKID')) given++
    response.writeHead(answer ? 200 : 401).end(answer ?? 'not so')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    given: () => given,
    close: () => stopServer(server),
  }
}
