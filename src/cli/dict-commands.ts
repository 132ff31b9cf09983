import type { Command } from './command.ts'
import { connectionOptions as connection } from './options.ts'

const range = ['prefix', 'from', 'to'] as const

/** What works on a dict. */
export const dictCommands: Readonly<Record<string, Command>> = {
  ls: {
    group: 'dict',
    about: 'print the keys of a dict',
    details: [
      'One key on each line, in the order of their UTF-8 bytes. DynamoDB bills what it reads, values too.',
      'With --json each line is an object, so that keys with line breaks stay whole. With --values one that cannot be read is ' +
        'told with its key, and the exit code is then 1; all others are printed.',
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
}
