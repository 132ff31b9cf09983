import { connectionOptions as connection, type OptionName } from './options.ts'
import type { Terminal } from './terminal.ts'
import type { Values } from './values.ts'

/** What a command is called with. */
export interface Invocation {
  readonly values: Values
  readonly args: readonly string[]
}

/** Carries a command out, and resolves with its exit code; 0 when it gives none. */
export type Run = (invocation: Invocation, terminal: Terminal) => Promise<number | undefined>

export interface Argument {
  readonly name: string
  readonly isMany?: true
  readonly isOptional?: true
  readonly choices?: readonly string[]
}

export interface Command {
  readonly group: 'dict' | 'cache' | 'table' | 'other'
  readonly about: string
  readonly args?: readonly Argument[]
  /** What one should know, in paragraphs. */
  readonly details: readonly string[]
  readonly options: readonly OptionName[]
  readonly examples: readonly (readonly [command: string, about: string])[]
  /** Its module, so that only the command that is called is loaded. */
  readonly load: () => Promise<{ readonly run: Run }>
}

const range = ['prefix', 'from', 'to'] as const
const entries = ['prefix', 'host', 'fresh', 'stale', 'expired', 'invalid', 'older-than', 'settings'] as const
const definition = ['read-units', 'write-units', 'tag', 'kms-key'] as const

/** Every command, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  ls: {
    group: 'dict',
    about: 'print the keys of a dict',
    details: [
      'One key on each line, in the order of their UTF-8 bytes. DynamoDB bills what it reads, values too.',
      'With --json each line is an object, so that keys with line breaks stay whole.',
    ],
    options: [...range, 'reverse', 'limit', 'count', 'values', 'serializer', 'shards', 'json', ...connection],
    examples: [
      ['dynadict ls -t app -n prefs', 'the keys of the dict prefs in the table app'],
      ['dynadict ls --prefix 2026-11- --reverse --limit 10', 'the last ten that begin so'],
      ['dynadict ls --values --json', 'key and value on each line, for other programs'],
    ],
    load: () => import('./commands/ls.ts'),
  },
  get: {
    group: 'dict',
    about: 'print a value of a dict',
    args: [{ name: 'KEY' }],
    details: [
      'The value is printed as JSON; with --raw, text and bytes as they are. --json prints an object with version, expiry, ' +
        'size and meta beside it.',
      'Without --serializer each of the serializers is tried that dynadict has.',
    ],
    options: ['raw', 'json', 'serializer', 'shards', ...connection],
    examples: [
      ['dynadict get ada -t app -n prefs', 'one value'],
      ['dynadict get logo --raw > logo.png', 'bytes into a file'],
      ['dynadict get ada --json | jq .expiresAt', 'when it expires'],
    ],
    load: () => import('./commands/get.ts'),
  },
  set: {
    group: 'dict',
    about: 'write a value of a dict',
    args: [{ name: 'KEY' }, { name: 'VALUE' }],
    details: [
      "VALUE is JSON, so text has quotes: '\"hello\"'. With --raw it is text as it stands. '-' reads the value from standard " +
        "input, as bytes with --serializer bytes. A table that is missing is not made: see 'table create'.",
    ],
    options: ['raw', 'ttl', 'if-absent', 'if-present', 'if-version', 'serializer', 'shards', 'json', ...connection],
    examples: [
      ['dynadict set ada \'{"theme":"dark"}\' -t app -n prefs', 'a value as JSON'],
      ['dynadict set motd --raw "Good morning" --ttl 1d', 'text, for a day'],
      ['dynadict set logo - --serializer bytes < logo.png', 'bytes from a file'],
      ['dynadict set lock 1 --if-absent --ttl 30s', 'only if nobody has it'],
    ],
    load: () => import('./commands/set.ts'),
  },
  rm: {
    group: 'dict',
    about: 'remove keys of a dict',
    args: [{ name: 'KEY', isMany: true }],
    details: [
      "Each key that is not there is told, and the exit code is then 3. '-' reads keys from standard input, one a line.",
    ],
    options: ['dry-run', 'shards', 'json', ...connection],
    examples: [
      ['dynadict rm ada bob -t app -n prefs', 'two keys'],
      ['dynadict ls --prefix tmp- | dynadict rm - --dry-run', 'how many of these are there'],
    ],
    load: () => import('./commands/rm.ts'),
  },
  clear: {
    group: 'dict',
    about: 'remove many keys of a dict, or all',
    details: [
      'Removes what is in the range, expired items too; without a range it wants --yes. --dry-run counts what has not expired. ' +
        "The chunks of large values are left to 'table vacuum'.",
      '^C stops it, and it says how many are gone.',
    ],
    options: [...range, 'yes', 'dry-run', 'shards', 'json', ...connection],
    examples: [
      ['dynadict clear --prefix session: --dry-run', 'how many there are'],
      ['dynadict clear -t app -n scratch --yes', 'everything in this dict'],
    ],
    load: () => import('./commands/clear.ts'),
  },
  fetch: {
    group: 'cache',
    about: 'fetch a URL through the cache, as curl would',
    args: [{ name: 'URL' }],
    details: [
      'The body goes to standard output, and Cache-Status to standard error: what the cache did (RFC 9211). Redirects are ' +
        'followed. The cache may fail and the request may not: then standard error says so.',
      'With --cache-mode only-if-cached, a URL that is not stored is exit code 3. A request finds what sessions with the same ' +
        '--settings have stored.',
    ],
    options: [
      ...([
        'request',
        'header',
        'data',
        'include',
        'output',
        'fail',
        'cache-mode',
        'expire-after',
        'settings',
      ] as const),
      ...(['json', ...connection] as const),
    ],
    examples: [
      ['dynadict fetch https://example.com/ --expire-after 1h', 'the second time from the table'],
      [
        'dynadict fetch https://example.com/ -i -H "Accept: application/json"',
        'with a header; status and headers shown',
      ],
      ['dynadict fetch https://example.com/ --cache-mode only-if-cached -o page.html', 'what is stored, into a file'],
      ["dynadict fetch https://example.com/users -d 'name=ada'", 'a POST, which removes what it may have changed'],
    ],
    load: () => import('./commands/fetch.ts'),
  },
  'cache ls': {
    group: 'cache',
    about: 'print the URLs of what is stored',
    details: [
      'One URL on each line, in the order of their keys; --long and --json tell more of each response. Secrets in URLs are ' +
        'hidden, as they are in the table. Without a state: what is fresh or stale and still kept.',
    ],
    options: [...entries, 'limit', 'count', 'long', 'json', ...connection],
    examples: [
      ['dynadict cache ls --host example.com --long', 'what is stored of a host'],
      ['dynadict cache ls --stale --older-than 7d', 'stale, and a week old'],
      ['dynadict cache ls --invalid --json', 'what cannot be read, and why'],
    ],
    load: () => import('./commands/cache-ls.ts'),
  },
  'cache get': {
    group: 'cache',
    about: 'print a stored response',
    args: [{ name: 'URL' }],
    details: [
      'The body of what a GET of the URL finds, fresh or stale. Nothing is fetched. --include prints its head as well.',
    ],
    options: ['include', 'settings', 'json', ...connection],
    examples: [
      ['dynadict cache get https://example.com/', 'its body'],
      ['dynadict cache get https://example.com/ --json | jq .expires', 'until when it is fresh'],
    ],
    load: () => import('./commands/cache-get.ts'),
  },
  'cache rm': {
    group: 'cache',
    about: 'remove the stored responses of URLs',
    args: [{ name: 'URL', isMany: true }],
    details: [
      'With all methods, variants and parts for credentials, and what redirects lead to. A URL of which nothing is stored is ' +
        "told, and the exit code is then 3. '-' reads URLs from standard input, one a line.",
    ],
    options: ['dry-run', 'settings', 'json', ...connection],
    examples: [['dynadict cache rm https://example.com/ https://example.com/users', 'two URLs']],
    load: () => import('./commands/cache-rm.ts'),
  },
  'cache clear': {
    group: 'cache',
    about: 'remove everything of the cache',
    details: [
      "All stored responses and redirects of this cache; it wants --yes. What is limited by a host, prefix or state is 'purge'.",
    ],
    options: ['yes', 'dry-run', 'json', ...connection],
    examples: [['dynadict cache clear -t http_cache -n tenant --yes', 'the cache of one tenant']],
    load: () => import('./commands/cache-clear.ts'),
  },
  purge: {
    group: 'cache',
    about: 'remove stored responses by host, prefix, age or state',
    details: [
      'Takes --host or --prefix, and states, which add up; --older-than leaves of these those that came before. By a state, ' +
        'each is removed on condition that it is still as it was seen. ^C stops it, and it says how many are gone.',
    ],
    options: [...entries, 'dry-run', 'json', ...connection],
    examples: [
      ['dynadict purge --host api.example.com', 'all of a host'],
      ['dynadict purge --prefix https://example.com/users/ --dry-run', 'how many there are'],
      ['dynadict purge --expired --older-than 30d', 'stale, and a month old'],
    ],
    load: () => import('./commands/purge.ts'),
  },
  stats: {
    group: 'cache',
    about: 'print what the cache holds',
    details: [
      'Numbers of responses by state, status and host, and the bytes of their bodies. It lists the whole cache, and says how ' +
        'many read units that took. What sessions count (hits, misses) is in their own process: session.cache.stats().',
    ],
    options: ['host', 'prefix', 'limit', 'settings', 'json', ...connection],
    examples: [
      ['dynadict stats', 'of the whole cache, with its ten largest hosts'],
      ['dynadict stats --host example.com --json', 'of a host, for other programs'],
    ],
    load: () => import('./commands/stats.ts'),
  },
  export: {
    group: 'cache',
    about: 'print all stored responses, to be kept or moved',
    details: [
      'Lines of JSON, which import reads, or an HTTP Archive (HAR 1.2) for developer tools. Expired ones and what cannot be ' +
        'read are left out. An export that was broken off goes on with --after.',
    ],
    options: ['format', 'after', 'output', ...connection],
    examples: [
      ['dynadict export -o cache.jsonl', 'into a file'],
      ['dynadict export | gzip > cache.jsonl.gz', 'compressed'],
      ['dynadict export --format har -o cache.har', 'for developer tools'],
    ],
    load: () => import('./commands/export.ts'),
  },
  import: {
    group: 'cache',
    about: 'store what export printed',
    args: [{ name: 'FILE', isOptional: true }],
    details: [
      'Reads FILE, or standard input. Of two responses under one key the newer one stays, unless --overwrite. It can be done ' +
        'again. Whoever wrote the file says what the cache serves.',
    ],
    options: ['overwrite', 'json', ...connection],
    examples: [
      ['dynadict import cache.jsonl', 'from a file'],
      ['dynadict export -n old | dynadict import -n new', 'from one cache into another'],
    ],
    load: () => import('./commands/import.ts'),
  },
  'table create': {
    group: 'table',
    about: 'make the table, or wait until it is there',
    details: [
      'Keys and time to live are those that dicts and caches need. A table that is there already is left as it is.',
    ],
    options: [...definition, 'protect', 'json', ...connection.filter((name) => name !== 'namespace')],
    examples: [
      ['dynadict table create -t app --tag team=web', 'on demand, with a tag'],
      ['dynadict table create -t app --read-units 25 --write-units 10 --protect', 'with provisioned capacity'],
    ],
    load: () => import('./commands/table-create.ts'),
  },
  'table describe': {
    group: 'table',
    about: 'print what DynamoDB says of the table',
    details: ['Counts and sizes are those of all dicts and caches together, and about six hours old.'],
    options: ['json', ...connection.filter((name) => name !== 'namespace')],
    examples: [['dynadict table describe -t app', 'keys, billing, size, time to live, protection, tags']],
    load: () => import('./commands/table-describe.ts'),
  },
  'table template': {
    group: 'table',
    about: 'print a definition of the table for another tool',
    args: [{ name: 'TOOL', choices: ['cloudformation', 'terraform', 'cdk', 'cli'] }],
    details: ['With deletion protection and point-in-time recovery, unless they are turned off. Sends nothing.'],
    options: ['table', ...definition, 'no-protect', 'no-recovery'],
    examples: [
      ['dynadict table template terraform -t app > table.tf', 'for Terraform'],
      ['dynadict table template cli -t app | sh', 'by the AWS CLI, at once'],
    ],
    load: () => import('./commands/table-template.ts'),
  },
  'table vacuum': {
    group: 'table',
    about: 'remove chunks of large values that nothing names',
    details: [
      'Of the dict in this namespace, or with --cache of the HTTP cache. What nobody has marked as gone it marks, and removes ' +
        'a minute later. --older-than takes 2h, the default, or longer.',
    ],
    options: ['cache', 'older-than', 'dry-run', 'shards', 'json', ...connection],
    examples: [
      ['dynadict table vacuum -t app -n reports', 'of a dict'],
      ['dynadict table vacuum --cache --dry-run', 'how many there are in the cache'],
    ],
    load: () => import('./commands/table-vacuum.ts'),
  },
  local: {
    group: 'other',
    about: 'start an engine that stands in for DynamoDB',
    details: [
      'dynalite, on 127.0.0.1 only, until ^C. It prints the settings with which everything here, and your programs, find it. ' +
        'It is a package of its own: npm install --save-dev dynalite. Where it differs from DynamoDB: docs/engines.md.',
    ],
    options: ['path', 'port', 'json'],
    examples: [
      ['dynadict local', 'in memory, on port 8000'],
      ['dynadict local --path ./data --port 0', 'data in a folder, on any free port'],
    ],
    load: () => import('./commands/local.ts'),
  },
  completion: {
    group: 'other',
    about: 'print a script that completes commands and options',
    args: [{ name: 'SHELL', choices: ['bash', 'zsh', 'fish'] }],
    details: ['The first line of each script says where to put it.'],
    options: [],
    examples: [
      ['source <(dynadict completion bash)', 'in ~/.bashrc'],
      ['source <(dynadict completion zsh)', 'in ~/.zshrc, behind compinit'],
      ['dynadict completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    load: () => import('./commands/completion.ts'),
  },
}

/** The words that commands of two words begin with. */
export const groupWords: readonly string[] = [
  ...new Set(Object.keys(commands).flatMap((name) => (name.includes(' ') ? name.split(' ', 1) : []))),
]
