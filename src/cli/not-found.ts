/** What was asked for is not there: exit code 3. */
export class NotFound extends Error {
  override readonly name = 'NotFound'
}
