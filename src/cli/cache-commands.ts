import type { Command } from './command.ts'
import { connectionOptions as connection } from './options.ts'

const entries = ['prefix', 'host', 'fresh', 'stale', 'expired', 'invalid', 'older-than', 'settings'] as const

/** What works on an HTTP cache. */
export const cacheCommands: Readonly<Record<string, Command>> = {
  fetch: {
    group: 'cache',
    about: 'fetch a URL through the cache, as curl would',
    args: [{ name: 'URL' }],
    details: [
      'The body goes to standard output, and Cache-Status to standard error: what the cache did (RFC 9211). Redirects are ' +
        'followed. The cache may fail and the request may not: then standard error says so. With --strict the request fails, ' +
        'too: exit code 1, or 3 where the table is missing.',
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
        'strict',
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
}
