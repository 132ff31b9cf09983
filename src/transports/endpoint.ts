/** The address of DynamoDB in a Region. */
export const endpointOf = (region: string): string =>
  `https://dynamodb.${region}.amazonaws.com${/^cn-/.test(region) ? '.cn' : ''}`
