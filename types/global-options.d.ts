import type { ClientOptions } from './options.js';
import type { createPool } from './pool.js';

/** The options of {@link ClientOptions} that have a default for all clients of the process. */
export interface GlobalOptions {
  /** @default false */
  readonly autogenerateSessionId: boolean;
  /** @default 'json' */
  readonly dictParameterFormat: 'json' | 'map';
  /** @default 'send' */
  readonly invalidSettingAction: 'send' | 'drop' | 'error';
  /** In ms; also of pools from {@link createPool}. @default 600_000 */
  readonly maxConnectionAge: number;
  /** @default none */
  readonly productName: string | undefined;
  /** @default false */
  readonly sendOsUser: boolean;
  /** See {@link ClientOptions.sendIntegrationTags}. */
  readonly sendIntegrationTags: boolean;
  /** @default true */
  readonly useProtocolVersion: boolean | 54405 | 54492;
  /** In characters. @default 1024 */
  readonly maxErrorSize: number;
  /** In bytes. @default 10_485_760 */
  readonly httpBufferSize: number;
}

/**
 * Sets what an option is where a client says nothing of it, for clients that are made later in this process. `undefined` brings
 * the built-in default back.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option or a value that it cannot have, naming the option.
 */
export function setGlobalOption<K extends keyof GlobalOptions>(option: K, value: GlobalOptions[K] | undefined): void;

/**
 * Tells what an option is where a client says nothing of it.
 * @throws {InterfaceError} `ERR_INVALID_ARG` for an unknown option.
 */
export function getGlobalOption<K extends keyof GlobalOptions>(option: K): GlobalOptions[K];
