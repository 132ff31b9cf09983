/** Temporary AWS credentials of an Amazon Cognito identity pool, for guests, without the AWS SDK. */

/**
 * Returns an async function for the option `credentials`. The role of the pool's guests decides what they may do; it should
 * allow a page no more than the partitions of its own identity. Each GetId makes a new guest, so the browser keeps its id.
 *
 * @see https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_GetCredentialsForIdentity.html
 */
export function cognitoCredentials({
  region,
  identityPoolId,
  endpoint = `https://cognito-identity.${region}.amazonaws.com`,
}) {
  return async () => {
    let IdentityId = localStorage.getItem(identityPoolId)
    if (IdentityId === null) {
      const identity = await call(endpoint, 'GetId', { IdentityPoolId: identityPoolId })
      IdentityId = identity.IdentityId
      localStorage.setItem(identityPoolId, IdentityId)
    }
    const { Credentials } = await call(endpoint, 'GetCredentialsForIdentity', { IdentityId })
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretKey,
      sessionToken: Credentials.SessionToken,
      expiration: new Date(Credentials.Expiration * 1_000),
      identityId: IdentityId,
    }
  }
}

async function call(endpoint, operation, input) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(input),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${operation} failed: ${answer.__type}: ${answer.message}`)
  return answer
}
