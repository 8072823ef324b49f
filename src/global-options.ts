/** Defaults of options, for clients that are made later. */
import type { GlobalOptions } from '../index.js';
import { printable } from './headers.ts';
import type { Check, Checks } from './validate.ts';
import { flag, integer, milliseconds, oneOf, validate } from './validate.ts';

/** The version of which every server gives the same bytes. */
export const PROTOCOL_VERSION = 54_405;

const size = (lowest: number): Check => integer(lowest, 0xffff_ffff);

/** What each option may be, here and in a client. */
export const globalChecks: Checks<GlobalOptions> = {
  autogenerateSessionId: flag,
  dictParameterFormat: oneOf('json', 'map'),
  invalidSettingAction: oneOf('send', 'drop', 'error'),
  maxConnectionAge: milliseconds,
  productName: printable,
  sendOsUser: flag,
  sendIntegrationTags: flag,
  useProtocolVersion: oneOf(true, false, PROTOCOL_VERSION, 54_492),
  maxErrorSize: size(0),
  httpBufferSize: size(1),
};

const defaults = {
  autogenerateSessionId: false,
  dictParameterFormat: 'json',
  invalidSettingAction: 'send',
  maxConnectionAge: 600_000,
  productName: undefined,
  sendOsUser: false,
  sendIntegrationTags: true,
  useProtocolVersion: true,
  maxErrorSize: 1024,
  httpBufferSize: 10 * 1024 * 1024,
} as const satisfies GlobalOptions;

const chosen = new Map<string, unknown>();

/** What holds where a client says nothing. */
export function globalOptions(): GlobalOptions {
  return { ...defaults, ...Object.fromEntries(chosen) };
}

export function setGlobalOption<K extends keyof GlobalOptions>(option: K, value: GlobalOptions[K] | undefined): void {
  validate<GlobalOptions>({ [option]: value }, globalChecks, 'setGlobalOption');
  if (value === undefined) chosen.delete(option);
  else chosen.set(option, value);
}

export function getGlobalOption<K extends keyof GlobalOptions>(option: K): GlobalOptions[K] {
  validate<GlobalOptions>({ [option]: undefined }, globalChecks, 'getGlobalOption');
  return globalOptions()[option];
}
