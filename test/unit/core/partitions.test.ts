import { expect, test } from 'vitest'
import { partitionOf } from '../../../src/core/partitions.ts'
import { sdkPartitions } from '../../support/sdk-endpoints.ts'

test.each(sdkPartitions())('every Region of $name is in the partition that the AWS SDK says', ({ name, regions }) => {
  expect(regions).not.toHaveLength(0)
  for (const region of regions) expect(partitionOf(region).name, region).toBe(name)
})

test('the partitions are those that the AWS SDK knows, all with dual-stack and FIPS', () => {
  expect(sdkPartitions().map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'aws',
      'aws-cn',
      'aws-eusc',
      'aws-iso',
      'aws-iso-b',
      'aws-iso-e',
      'aws-iso-f',
      'aws-us-gov',
    ]),
  )
  // One that had not would have to be refused by name.
  for (const { outputs } of sdkPartitions())
    expect(outputs).toMatchObject({ supportsDualStack: true, supportsFIPS: true })
})

test('a Region that nobody knows yet goes by its name, and else is in the standard partition', () => {
  expect(partitionOf('cn-south-9').name).toBe('aws-cn')
  expect(partitionOf('us-gov-north-1').name).toBe('aws-us-gov')
  for (const region of ['xx-north-1', 'us-east-9', '*']) expect(partitionOf(region).name).toBe('aws')
})
