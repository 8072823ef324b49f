import type { ClientOptions, RawInsertOptions } from '../index.js';
import { oneOf } from './validate.ts';

/** How bodies are compressed. */
export type Codec = Exclude<NonNullable<ClientOptions['compress']>, boolean>;

/** How data may be packed that came so; servers know more than the client packs itself. */
export type Coding = Exclude<NonNullable<RawInsertOptions['compression']>, false>;

const codecs: readonly Codec[] = ['lz4', 'zstd', 'gzip', 'br', 'deflate'];

export const compressionCheck = oneOf(true, false, ...codecs);
/** For data that comes compressed. */
export const codingCheck = oneOf(false, ...codecs, 'bz2', 'xz');

/** The codec that an option means; `otherwise` is what it means to give none. */
export function codecOf(option: boolean | Codec | undefined, otherwise: Codec | false): Codec | false {
  if (option === undefined) return otherwise;
  return option === true ? 'lz4' : option;
}
