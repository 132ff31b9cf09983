export const connection = (endpoint) => ({
  endpoint,
  region: 'us-west-2',
  credentials: { accessKeyId: 'AKID', secretAccessKey: 'SECRET' },
})
