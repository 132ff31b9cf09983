/** What people call the commonest failures of files and folders. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'that is not permitted',
  EPERM: 'that is not permitted',
  EROFS: 'nothing can be written there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of its path is a file',
  EISDIR: 'it is a folder',
  ENOSPC: 'there is no space left',
  EPIPE: 'nobody reads it any more',
}

/** Why a file or a folder could not be made or written, without the path, which may be one of our own making. */
export function fileReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return reasons[code] ?? message.replace(/, \w+( '.*)?$/s, '')
}
