import { ttlAttribute } from '../table-definition.ts'
import type { Template } from './template.ts'

/**
 * A template of CloudFormation, in JSON.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export function cloudFormationTemplate({ input, pointInTimeRecovery }: Template): string {
  const { SSESpecification: encryption, ...properties } = input
  const policy = input.DeletionProtectionEnabled ? 'Retain' : 'Delete'
  const table = {
    Type: 'AWS::DynamoDB::Table',
    DeletionPolicy: policy,
    UpdateReplacePolicy: policy,
    Properties: {
      ...properties,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
      ...(encryption && { SSESpecification: { SSEEnabled: true, ...withoutEnabled(encryption) } }),
    },
  }
  return `${JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: { Table: table } }, null, 2)}\n`
}

const withoutEnabled = ({ Enabled: _, ...others }: { Enabled: boolean }) => others
