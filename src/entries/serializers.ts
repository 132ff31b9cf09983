/**
 * `dynadict/serializers`: how a dict may write its values, other than as JSON.
 *
 * @module dynadict/serializers
 */

export { bytes } from '../core/dict/serializers/bytes.ts'
export { document } from '../core/dict/serializers/document.ts'
export { type EncryptedOptions, encrypted } from '../core/dict/serializers/encrypted.ts'
export type { EncryptionKey } from '../core/dict/serializers/encryption-keys.ts'
export { gzip } from '../core/dict/serializers/gzip.ts'
export type { Place, Serializer } from '../core/dict/serializers/serializer.ts'
export { text } from '../core/dict/serializers/text.ts'
