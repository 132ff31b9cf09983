import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, inject, test } from 'vitest'
import { DynamoDbDict } from '../../../src/runtimes/node.ts'
import { newSite } from '../../suites/origin.ts'
import { cli, connection } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'dynadict-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const missing = ['-t', 'cli-no-such-table']
const noTable =
  /: no such table in this Region and account\. Make it: dynadict table create --table cli-no-such-table\n$/

test.each([
  ['ls'],
  ['ls --count'],
  ['get k'],
  ['set k 1'],
  ['rm k'],
  ['clear --yes'],
  ['cache ls'],
  ['cache get http://127.0.0.1/'],
  ['cache rm http://127.0.0.1/'],
  ['cache clear --yes'],
  ['purge --expired'],
  ['stats'],
  ['export'],
  ['fetch http://127.0.0.1/ --cache-mode only-if-cached'],
  ['table vacuum'],
])('%s says of a missing table that it is missing, how it is made, and makes none', async (line) => {
  const { code, stderr } = await cli([...line.split(' '), ...missing])
  expect(stderr).toMatch(noTable)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(3)
  expect(await new DynamoDbDict('cli-no-such-table', connection()).describe()).toBeUndefined()
})

test.each([['ls'], ['set k 1'], ['clear --yes'], ['stats'], ['export'], ['table create']])(
  '%s without a server is one line that says what to do',
  async (line) => {
    const { code, stdout, stderr } = await cli([...line.split(' '), '--endpoint', inject('deadEndpoint')])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(
      /^dynadict: \w+ on table 'http_cache' did not reach DynamoDB: .*ECONNREFUSED.* --endpoint .*\n$/,
    )
  },
)

test.each([
  ['', 'which command? See: dynadict --help'],
  ['lss', "there is no command 'lss'; did you mean 'ls'? See: dynadict --help"],
  ['constructor', "there is no command 'constructor'. See: dynadict --help"],
  ['table', 'table what? create, describe, template, vacuum. See: dynadict table --help'],
  ['table cretae', "there is no command 'table cretae'; did you mean 'table create'? See: dynadict table --help"],
  ['ls --prefx a', "there is no option --prefx; did you mean '--prefix'? See: dynadict --help"],
  ['ls --hsot a', "there is no option --hsot; did you mean '--host'? See: dynadict --help"],
  ['ls --host a', "'ls' has no option --host. See: dynadict ls --help"],
  ['ls --prefix', '--prefix needs a value. See: dynadict --help'],
  [
    'ls --prefix --json',
    "--prefix needs a value; one that begins with '-' is written as --prefix=…. See: dynadict --help",
  ],
  ['ls --json=yes', '--json takes no value. See: dynadict --help'],
  ['ls --limit many', '--limit takes a whole number. See: dynadict ls --help'],
  ['ls extra', "'ls' takes no arguments: is a quote missing? See: dynadict ls --help"],
  ['get', "'get' needs KEY. See: dynadict get --help"],
  ['set k', "'set' needs VALUE. See: dynadict set --help"],
  ['set k {x', 'VALUE is no JSON: text needs quotes'],
  ['set k 1 --ttl soon', "--ttl takes seconds, '90s', '15m', '1h', '7d', a date"],
  ['set k 1 --if-absent --if-present', 'pass one of --if-absent, --if-present and --if-version'],
  ['set k 12345678901234567890', 'VALUE has a whole number with more digits than JavaScript keeps'],
  ['export --format csv', '--format takes jsonl, har. See: dynadict export --help'],
  ['export --format har --after k', '--after is for lines of JSON'],
  ['fetch example.com', "a URL begins with 'http://' or 'https://'. See: dynadict fetch --help"],
  ['purge --host a/b', "host must be a host such as 'example.com'"],
  ['purge --older-than 0', '--older-than takes a time that is past'],
  ['purge --older-than 9999-01-01', '--older-than takes a time that is past'],
  [
    'fetch http://example.com/ --settings {"tableName":"other"}',
    '--settings: tableName belongs to the cache, which options name, as --table does. See: dynadict --help',
  ],
  ['fetch http://example.com/ --settings {"expireAfter":"soon"}', '--settings: expireAfter must be'],
  ['cache ls --settings {"keepStale":-1}', '--settings: keepStale must be'],
  ['purge --expired --settings {"ttl":1}', "--settings: CachedSession has no option 'ttl'; it has "],
  ['fetch http://example.com/ --expire-after -1', '--expire-after needs a value'],
  ['fetch http://example.com/ --settings {"cache":{}}', '--settings: cache must be a DynamoDbCache'],
  ['ls -help', "there is no option -e; did you mean '--help'?"],
  ['set k -1', "there is no option -1; an argument that begins with '-' stands behind '--'. See: dynadict --help"],
  ['ls --table x', '--table must be 3 to 255 letters'],
  ['ls --region evil.example/', "region must be an AWS Region such as 'us-west-2'"],
  ['ls --endpoint nowhere', 'endpoint must be an http or https URL'],
  ['table create --read-units 5', '--read-units and --write-units go together'],
  ['table create --tag team', '--tag takes NAME=VALUE'],
  ['table vacuum --older-than 1h', "--older-than must be '2h' at least"],
  ['table template pulumi', 'TOOL is one of cloudformation, terraform, cdk, cli'],
  ['completion powershell', 'SHELL is one of bash, zsh, fish'],
  ['local --port 70000', '--port is at most 65535'],
])('the command line "%s" is refused with exit code 2 and one line', async (line, message) => {
  const { code, stdout, stderr } = await cli(line.split(' ').filter(Boolean))
  expect(stderr.startsWith(`dynadict: ${message}`), stderr).toBe(true)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('an environment without anything is said in one line, without the AWS SDK and with it', async () => {
  const bare = { AWS_REGION: undefined, AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined }
  expect(await cli(['ls'], { env: bare })).toEqual({
    code: 1,
    stdout: '',
    stderr:
      "dynadict: There is no Region. Pass --region, such as 'us-west-2', set AWS_REGION, or name one in the profile\n",
  })
  const { code, stderr } = await cli(['ls', '--region', 'us-west-2'], { env: bare })
  expect(code).toBe(1)
  expect(stderr).toMatch(
    /^dynadict: .*credentials.* Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or .*--profile\n$/,
  )
})

test('a profile is taken, with its Region, before keys in the environment', async () => {
  const site = await newSite(inject('originUrl'), { '*': { body: '{"Item":{"value":{"S":"found"}}}' } })
  const file = join(folder, 'config')
  writeFileSync(
    file,
    '[profile dev]\nregion = eu-north-1\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = b\n',
  )
  const env = { AWS_CONFIG_FILE: file, AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'), AWS_REGION: undefined }
  const { stdout } = await cli(['get', 'k', '--profile', 'dev', '--endpoint', site.url], { env })
  expect(stdout).toBe('"found"\n')
  const [request] = await site.requests()
  expect(request?.headers.authorization).toMatch(/Credential=AKIDPROFILE\/\d+\/eu-north-1\/dynamodb/)
  const none = await cli(['ls', '--profile', 'nobody', '--endpoint', site.url, '--region', 'us-west-2'], { env })
  expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('credentials') })
})

test('no message holds a secret: of a header, of settings, of a URL, or a value', async () => {
  const lines = [
    ['fetch', 'http://user:SECRET@127.0.0.1/'],
    ['fetch', 'http://127.0.0.1/', '-H', 'Authorization SECRET'],
    ['fetch', 'http://127.0.0.1/', '-H', 'Authorization: SECRET\nX: y'],
    ['fetch', 'http://127.0.0.1/', '--settings', '{"keySecret":"SECRET'],
    ['fetch', 'http://127.0.0.1/', '--settings', '{"keySecret":["SECRET"]}'],
    ['set', 'k', '{"password":"SECRET"'],
    ['cache', 'get', `http://127.0.0.1/?api_key=SECRET`, ...missing],
  ]
  for (const args of lines) {
    const { code, stdout, stderr } = await cli(args)
    expect(code, stderr).toBeGreaterThan(1)
    expect(stdout + stderr).not.toContain('SECRET')
  }
  const { stderr } = await cli(['ls', '--debug', '--endpoint', inject('deadEndpoint')])
  expect(stderr).not.toContain('SECRETCLI')
})

test('--debug adds the stacks, and nothing else has one', async () => {
  const args = ['ls', '--endpoint', inject('deadEndpoint')]
  expect((await cli(args)).stderr).not.toMatch(/^ +at /m)
  const { stderr } = await cli([...args, '--debug'])
  expect(stderr).toMatch(/NetworkError: .*\n +at /)
  expect(stderr).toContain('caused by: ')
})

test('what a stranger wrote into a key does not reach the terminal in a message', async () => {
  await new DynamoDbDict('cli-failures', connection()).ready()
  const { stderr } = await cli(['get', '\u001b[2Jevil\nkey', '-t', 'cli-failures'])
  expect(stderr).toContain(String.raw`\u001b[2Jevil\nkey`)
})

test('files that are not there, or no files, are said', async () => {
  expect(await cli(['import', join(folder, 'none')])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^dynadict: ENOENT/),
  })
  expect(await cli(['fetch', 'http://127.0.0.1/', '-d', `@${folder}`])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^dynadict: EISDIR/),
  })
})
