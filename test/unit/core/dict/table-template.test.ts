import { describe, expect, test } from 'vitest'
import { type TemplateFormat, tableTemplate } from '../../../../src/core/dict/table-template.ts'

const formats: TemplateFormat[] = ['cloudformation', 'terraform', 'cdk', 'cli']

describe.each(formats)('the format %s', (format) => {
  test('is by default on demand, with time to live, protection and point-in-time recovery', () => {
    const text = tableTemplate({ format })
    for (const expected of [
      'http_cache',
      'PAY_PER_REQUEST',
      'ttl',
      /point_?in_?time_?recovery/i,
      /deletion_?protection/i,
    ])
      expect(text).toMatch(expected)
    expect(text).not.toMatch(/tags|encryption|sse/i)
    expect(text.endsWith('\n')).toBe(true)
  })

  test('has what is asked for, and not what is not', () => {
    const text = tableTemplate({
      format,
      tableName: 'app',
      billing: { readCapacityUnits: 31, writeCapacityUnits: 17 },
      tags: { 'cost centre': 'a/b 4+2' },
      encryption: { kmsKeyId: 'arn:aws:kms:us-west-2:123456789012:key/abc' },
    })
    for (const expected of ['app', '31', '17', 'cost centre', 'a/b 4+2', 'arn:aws:kms:us-west-2:123456789012:key/abc'])
      expect(text).toContain(expected)
    expect(text).not.toContain('PAY_PER_REQUEST')
    const bare = tableTemplate({ format, deletionProtection: false, pointInTimeRecovery: false })
    expect(bare).not.toMatch(/deletion_?protection(_?enabled)?"?\s*[:=]\s*true|Retain|RETAIN|prevent_destroy/i)
    expect(bare).not.toMatch(/point_?in_?time_?recovery_?enabled"?\s*[:=]\s*true/i)
  })

  const bad: [object, RegExp][] = [
    [{ tableName: 'a b' }, /tableName must be 3 to 255/],
    [{ tableName: "x'; rm -rf /" }, /tableName/],
    [{ tableName: 'arn:aws:dynamodb:us-west-2:123456789012:table/app' }, /tableName/],
    [{ tags: { "it's": '$(id)' } }, /the tag 'it's' must hold letters/],
    [{ tags: { line: 'a\nb' } }, /the tag 'line' must hold/],
    [{ tags: { line: '${path.module}' } }, /the tag 'line' must hold/],
    [{ tags: { line: '{{resolve:ssm:secret}}' } }, /the tag 'line' must hold/],
    [{ tags: { size: 5 } }, /tags must be an object of strings/],
    [{ encryption: { kmsKeyId: "'" } }, /kmsKeyId/],
    [{ encryption: 'mine' }, /encryption must be/],
    [{ billing: { readCapacityUnits: 1 } }, /billing/],
    [{ deletionProtection: 'yes' }, /deletionProtection/],
    [{ pointInTimeRecovery: 1 }, /pointInTimeRecovery/],
    [{ region: 'us-west-2' }, /tableTemplate has no option 'region'/],
  ]
  test.each(bad)('refuses a bad option: %j', (options, message) => {
    expect(() => tableTemplate({ format, ...options } as never)).toThrow(message)
  })
})

test.each(['yaml', 'toString', undefined])('a format that there is not is refused: %s', (format) => {
  expect(() => tableTemplate({ format } as never)).toThrow(/format must be 'cloudformation', 'terraform', 'cdk', 'cli'/)
})
