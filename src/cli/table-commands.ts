import type { Command } from './command.ts'
import { connectionOptions as connection } from './options.ts'

const definition = ['read-units', 'write-units', 'tag', 'kms-key'] as const

/** What works on the table, and what stands beside it. */
export const tableCommands: Readonly<Record<string, Command>> = {
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
