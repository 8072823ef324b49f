import type { ClientOptions } from '../index.js';
import { oneOf } from './validate.ts';

/** How bodies are compressed. */
export type Codec = Exclude<NonNullable<ClientOptions['compress']>, boolean>;

const codecs: readonly Codec[] = ['lz4', 'zstd', 'gzip', 'br', 'deflate'];

export const compressionCheck = oneOf(true, false, ...codecs);
/** For data that comes compressed. */
export const codingCheck = oneOf(false, ...codecs);

/** The codec that an option means; `otherwise` is what it means to give none. */
export function codecOf(option: boolean | Codec | undefined, otherwise: Codec | false): Codec | false {
  if (option === undefined) return otherwise;
  return option === true ? 'lz4' : option;
}
