import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { iamPolicy } from '../../../../src/core/dict/iam-policy.ts'
import { reservedPartition } from '../../../../src/core/dict/keys.ts'
import { cacheNamespaces } from '../../../../src/core/http/cache-namespaces.ts'

/** IAM's StringLike: `*` and `?` are wildcards, `${*}`, `${?}` and `${$}` the characters themselves. */
function isLike(value: string, pattern: string): boolean {
  const source = pattern.replace(/\$\{([*?$])\}|\$\{|[\s\S]/g, (token, escaped: string | undefined) => {
    if (token === '${') throw new Error('a variable, which depends on who asks')
    if (escaped === undefined && token === '*') return '[\\s\\S]*'
    if (escaped === undefined && token === '?') return '[\\s\\S]'
    return `\\u${(escaped ?? token).charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return new RegExp(`^${source}$`).test(value)
}

function patternsOf(namespaces: readonly string[]): readonly string[] {
  const [items] = iamPolicy({ namespaces, access: 'read' }).Statement
  return items?.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as string[]
}

const allows = (namespaces: readonly string[], partition: string) =>
  patternsOf(namespaces).some((pattern) => isLike(partition, pattern))

describe('what a policy lets a principal touch', () => {
  // What is most likely to be mistaken: separators, wildcards, variables, lengths, the reserved prefix and its parts, Latin-1.
  const piece = fc.constantFrom(
    ...['a', 'b', '/', ':', '~', '~dynadict/', '1:a/', '12', '*', '?', '$', '{', '}', '${*}', '${', '${aws:username}'],
    ...['é', '\u00a0', 'ÿ', ' ', '"', '\\', '%', '.', '-', '[a]', '^', '|', '(', ')'],
  )
  const latin = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  const pieces = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''))
  const isNamespace = (name: string) => name !== '' && !name.startsWith('~dynadict/') && !/\p{Cc}/u.test(name)
  const namespace = fc
    .oneof(
      pieces,
      latin,
      fc.tuple(pieces, latin).map(([one, other]) => one + other),
    )
    .filter(isNamespace)
  const suffix = fc.oneof(pieces, fc.string({ unit: 'binary' }), fc.constant(''))
  /** Two namespaces, of which one may begin with or hold the other, or be written as a pattern or a partition of it. */
  const twoNamespaces = fc
    .tuple(namespace, namespace, fc.nat(5))
    .map(([one, other, kind]): [string, string] => {
      const others = [
        other,
        one + other,
        other + one,
        `${one}*`,
        `${one}/${other}`,
        reservedPartition(one, other).slice(1),
      ]
      return [one, others[kind] ?? other]
    })
    .filter(([one, other]) => one !== other && isNamespace(other))

  const runs = { numRuns: 20_000 }

  test('all partitions of its own namespaces', () => {
    fc.assert(
      fc.property(namespace, namespace, suffix, (one, other, name) => {
        for (const own of [one, other]) {
          expect(allows([one, other], own)).toBe(true)
          expect(allows([one, other], reservedPartition(own, name))).toBe(true)
        }
      }),
      runs,
    )
  })

  test('and none of any other namespace, whatever their names', () => {
    fc.assert(
      fc.property(twoNamespaces, suffix, ([one, other], name) => {
        expect(allows([one], other)).toBe(false)
        expect(allows([one], reservedPartition(other, name))).toBe(false)
        expect(allows([other], one)).toBe(false)
        expect(allows([other], reservedPartition(one, name))).toBe(false)
      }),
      runs,
    )
  })

  test('and no partition is one of two namespaces', () => {
    fc.assert(
      fc.property(twoNamespaces, suffix, suffix, ([one, other], name, otherName) => {
        const own = [one, reservedPartition(one, name)]
        for (const partition of [other, reservedPartition(other, otherName)]) expect(own).not.toContain(partition)
      }),
      runs,
    )
  })
})

test('the patterns are the namespace and what dynadict keeps for it, wildcards and variables written out', () => {
  expect(patternsOf(['prefs', 'prefs'])).toEqual(['prefs', '~dynadict/5:prefs/*'])
  expect(patternsOf(['a*b?${c}'])).toEqual(['a${*}b${?}${$}{c}', '~dynadict/8:a${*}b${?}${$}{c}/*'])
  expect(patternsOf(['é'])).toEqual(['é', '~dynadict/2:é/*'])
})

test('reading takes three actions on the table, writing four more, and nothing scans', () => {
  const [reading] = iamPolicy({ namespaces: ['a'], access: 'read' }).Statement
  expect(reading).toMatchObject({
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
    Condition: { Null: { 'dynamodb:LeadingKeys': 'false' } },
  })
  const [writing] = iamPolicy({ namespaces: ['a'], access: 'write' }).Statement
  expect(writing?.Action.slice(3)).toEqual([
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'dynamodb:DeleteItem',
    'dynamodb:BatchWriteItem',
  ])
})

test('the table itself is a statement of its own, with what is asked for', () => {
  const options = { namespaces: ['a'], access: 'write' } as const
  expect(iamPolicy(options).Statement).toHaveLength(1)
  const actionsOf = (more: object) =>
    iamPolicy({ ...options, ...more }).Statement[1]?.Action.map((name) => name.slice(9))
  expect(actionsOf({ createTable: true })).toEqual(['DescribeTable', 'CreateTable', 'UpdateTimeToLive'])
  expect(actionsOf({ createTable: true, tagTable: true })).toContain('TagResource')
  expect(actionsOf({ describeTable: true })).toEqual(['DescribeTable', 'DescribeTimeToLive', 'ListTagsOfResource'])
  expect(actionsOf({ dropTable: true, describeTable: true })).toEqual([
    'DescribeTable',
    'DescribeTimeToLive',
    'ListTagsOfResource',
    'DeleteTable',
  ])
  expect(iamPolicy({ ...options, createTable: true }).Statement[1]?.Condition).toBeUndefined()
})

test('the resource is the table, in any Region and account unless they are given', () => {
  const resourceOf = (more: object) => iamPolicy({ namespaces: ['a'], access: 'read', ...more }).Statement[0]?.Resource
  expect(resourceOf({})).toBe('arn:aws:dynamodb:*:*:table/http_cache')
  expect(resourceOf({ tableName: 'app', region: 'eu-central-1', account: '123456789012' })).toBe(
    'arn:aws:dynamodb:eu-central-1:123456789012:table/app',
  )
  expect(resourceOf({ region: 'cn-north-1' })).toBe('arn:aws-cn:dynamodb:cn-north-1:*:table/http_cache')
  expect(resourceOf({ region: 'us-gov-west-1' })).toBe('arn:aws-us-gov:dynamodb:us-gov-west-1:*:table/http_cache')
  expect(resourceOf({ region: 'us-iso-east-1' })).toBe('arn:aws-iso:dynamodb:us-iso-east-1:*:table/http_cache')
  expect(resourceOf({ partition: 'aws-iso' })).toBe('arn:aws-iso:dynamodb:*:*:table/http_cache')
  const arn = 'arn:aws:dynamodb:us-west-2:123456789012:table/app'
  expect(resourceOf({ tableName: arn })).toBe(arn)
})

test('the namespaces of a cache are those that it uses', () => {
  expect(cacheNamespaces()).toEqual(['responses', 'redirects'])
  expect(patternsOf(cacheNamespaces('tenant'))).toContain('tenant/responses')
})

test.each(['ā', '日本', '😀', 'a\u0000', 'a\tb', '\u007f', '\u0085'])(
  'a namespace that IAM cannot write down is a RangeError that says what to do: %j',
  (name) => {
    const make = () => iamPolicy({ namespaces: ['ok', name], access: 'read' })
    expect(make).toThrow(RangeError)
    expect(make).toThrow(/cannot stand in an IAM policy.*take another name/)
  },
)

const bad: [object, RegExp][] = [
  [{ namespaces: [] }, /namespaces must be an array of at least one/],
  [{ namespaces: 'a' }, /namespaces must be/],
  [{ namespaces: undefined }, /namespaces must be/],
  [{ namespaces: [''] }, /namespace must be 1 to 1024 bytes/],
  [{ namespaces: ['~dynadict/1:a/x'] }, /must not begin with/],
  [{ access: 'all' }, /access must be 'read' or 'write'/],
  [{ access: undefined }, /access must be/],
  [{ tableName: 'a*b' }, /tableName/],
  [{ tableName: 'arn:aws:dynamodb:us-west-2:123456789012:table/*' }, /tableName must be the name or the ARN/],
  [{ tableName: 'arn:aws:dynamodb:us-west-2:123456789012:table/app', region: 'us-west-2' }, /tableName is an ARN/],
  [{ region: 'us west' }, /region/],
  [{ account: '12' }, /account must be an account's 12 digits/],
  [{ partition: '*' }, /partition/],
  [{ createTable: 'yes' }, /createTable must be a boolean/],
  [{ namespace: 'a' }, /iamPolicy has no option 'namespace'/],
]
test.each(bad)('a bad option is refused: %j', (options, message) => {
  expect(() => iamPolicy({ namespaces: ['a'], access: 'read', ...options } as never)).toThrow(message)
})
