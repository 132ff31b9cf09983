/** How the value of an option is read, and what it becomes. */
export type OptionKind = 'flag' | 'text' | 'list' | 'count' | 'expiry' | 'age' | 'choice'

export interface Option {
  readonly kind: OptionKind
  readonly about: string
  /** What stands for the value in the help; a flag has none. */
  readonly value?: string
  readonly short?: string
  readonly choices?: readonly string[]
}

/**
 * Every option of every command, once: one name means the same everywhere. Parsing, help, completion and documentation are all
 * made of this table and the commands'.
 */
export const options = {
  table: { kind: 'text', short: 't', value: 'NAME', about: "the table; default DYNADICT_TABLE, or 'http_cache'" },
  namespace: {
    kind: 'text',
    short: 'n',
    value: 'NAME',
    about:
      "which dict or cache of the table; default DYNADICT_NAMESPACE, or 'http_cache' for a dict and none for a cache",
  },
  region: { kind: 'text', value: 'REGION', about: "default AWS_REGION, AWS_DEFAULT_REGION, or the profile's" },
  profile: { kind: 'text', value: 'NAME', about: "of AWS's configuration files; default AWS_PROFILE" },
  endpoint: {
    kind: 'text',
    value: 'URL',
    about: "of an engine or a VPC; default AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL, or the Region's",
  },
  json: { kind: 'flag', about: 'print JSON: one object, or in listings one on each line' },
  debug: { kind: 'flag', about: 'print the stack of an error' },
  help: { kind: 'flag', short: 'h', about: 'print help, of a command or of the program' },
  version: { kind: 'flag', short: 'V', about: 'print the version' },

  prefix: { kind: 'text', value: 'TEXT', about: 'only what begins so: keys, or URLs of a cache' },
  from: { kind: 'text', value: 'KEY', about: 'from this key on' },
  to: { kind: 'text', value: 'KEY', about: 'up to this key, without it' },
  reverse: { kind: 'flag', about: 'the last key first' },
  limit: { kind: 'count', value: 'COUNT', about: 'at most so many' },
  count: { kind: 'flag', about: 'print only how many there are' },
  values: { kind: 'flag', about: 'print each value as JSON behind its key and a tab' },
  shards: { kind: 'count', value: 'COUNT', about: 'as the dict was begun with; default 1' },
  serializer: {
    kind: 'choice',
    value: 'NAME',
    choices: ['json', 'text', 'bytes', 'document', 'structured'],
    about: 'how values are stored',
  },
  raw: { kind: 'flag', about: 'text and bytes as they are, not as JSON' },
  ttl: { kind: 'expiry', value: 'TIME', about: "when it expires: '90s', '15m', '1h', '7d', a date, or 'never'" },
  'if-absent': { kind: 'flag', about: 'only where there is none' },
  'if-present': { kind: 'flag', about: 'only over one that is there' },
  'if-version': { kind: 'text', value: 'VERSION', about: 'only over this version, as get --json prints it' },
  'dry-run': { kind: 'flag', about: 'print how many would be removed, and remove nothing' },
  yes: { kind: 'flag', short: 'y', about: 'yes, everything: needed where nothing limits what is removed' },

  long: { kind: 'flag', short: 'l', about: 'print method, status, state, bytes, time and URL of each response' },
  host: { kind: 'text', value: 'HOST', about: "only of this host, such as 'example.com' or 'example.com:8080'" },
  fresh: { kind: 'flag', about: 'those that are fresh' },
  stale: { kind: 'flag', about: 'those that are stale and still kept' },
  expired: { kind: 'flag', about: 'those that are stale, kept or not' },
  invalid: { kind: 'flag', about: 'items that are no stored responses' },
  'older-than': { kind: 'age', value: 'AGE', about: "only those that came before: '30d' ago, or a date" },
  include: { kind: 'flag', short: 'i', about: 'print status and headers before the body' },
  settings: {
    kind: 'text',
    value: 'JSON',
    about: 'the settings of your sessions, such as \'{"ignoredParameters":["utm_source"]}\', or @FILE',
  },

  request: { kind: 'text', short: 'X', value: 'METHOD', about: 'the method; default GET, and POST with --data' },
  header: { kind: 'list', short: 'H', value: "'NAME: VALUE'", about: 'a header of the request; may be repeated' },
  data: { kind: 'list', short: 'd', value: 'TEXT', about: 'the body; @FILE from a file, @- from standard input' },
  output: { kind: 'text', short: 'o', value: 'FILE', about: 'write to this file, not to standard output' },
  fail: { kind: 'flag', short: 'f', about: 'a status of 400 or more is exit code 1' },
  strict: { kind: 'flag', about: 'fail where the cache fails: not read, or not stored' },
  'cache-mode': {
    kind: 'choice',
    value: 'MODE',
    choices: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
    about: "fetch's own modes",
  },
  'expire-after': {
    kind: 'expiry',
    value: 'TIME',
    about: 'how long what is stored now stays fresh, whatever the response states; 0 validates',
  },
  format: {
    kind: 'choice',
    value: 'NAME',
    choices: ['jsonl', 'har'],
    about: 'lines of JSON, which import reads, or an HTTP Archive',
  },
  after: { kind: 'text', value: 'KEY', about: 'go on behind this key, the last of an export that was broken off' },
  overwrite: { kind: 'flag', about: 'replace what is there, also by older responses' },

  cache: { kind: 'flag', about: 'of the HTTP cache in this namespace, not of a dict' },
  'read-units': { kind: 'count', value: 'UNITS', about: 'provisioned reads a second; default: on demand' },
  'write-units': { kind: 'count', value: 'UNITS', about: 'provisioned writes a second; default: on demand' },
  tag: { kind: 'list', value: 'NAME=VALUE', about: 'a tag of the table; may be repeated' },
  protect: { kind: 'flag', about: 'refuse to delete the table until that is turned off' },
  'no-protect': { kind: 'flag', about: 'without protection against being deleted' },
  'no-recovery': { kind: 'flag', about: 'without point-in-time recovery' },
  'kms-key': {
    kind: 'text',
    value: 'KEY',
    about: "encrypt by this key of yours: id, ARN or alias; 'aws/dynamodb' is the account's",
  },

  path: { kind: 'text', value: 'FOLDER', about: 'where the engine keeps its data; default: in memory' },
  port: { kind: 'count', value: 'PORT', about: 'default 8000; 0 is any that is free' },
} as const satisfies Record<string, Option>

type Options = typeof options
export type OptionName = keyof Options

export const optionNames = Object.keys(options) as OptionName[]

/** The options as they are looked at by what treats all of them alike. */
export const optionOf = (name: OptionName): Option => options[name]

/** Options that every command that asks DynamoDB has. */
export const connectionOptions = ['table', 'namespace', 'region', 'profile', 'endpoint'] as const

/** Options that every command has. */
export const commonOptions = ['debug', 'help'] as const
