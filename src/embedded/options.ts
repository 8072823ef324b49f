import { resolve } from 'node:path';

import type { ServerConfig, ServerOptions, ServerUser } from '../../embedded.js';

import type { Check, Checks } from '../validate.ts';
import { flag, integer, invalid, isRecord, name, record, signal, text, validate } from '../validate.ts';
import { isElementName, isList, isTree } from './xml.ts';

/** The options of `startServer`, checked and with defaults. */
export interface CheckedOptions {
  /** Absolute, or undefined for temporary data. */
  readonly path: string | undefined;
  readonly port: number;
  readonly config: string | ServerConfig;
  readonly users: Readonly<Record<string, ServerUser>>;
  readonly signal: AbortSignal | undefined;
}

/** A NUL would end the path early. */
const path: Check = (value) => name(value) ?? (String(value).includes('\0') ? 'a path without NUL' : undefined);

const config: Check = (value) =>
  typeof value === 'string' || isRecord(value) ? undefined : 'an object of configuration elements, or XML as a string';

const grants: Check = (value) =>
  Array.isArray(value) && value.every((item) => text(item) === undefined) ? undefined : 'an array of GRANT statements';

const optionChecks: Checks<ServerOptions> = { path, port: integer(0, 65_535), config, users: record, signal };

const userChecks: Checks<ServerUser> = { password: text, readonly: flag, settings: record, grants };

/** Checks the options before anything is started. */
export function checkOptions(options: ServerOptions): CheckedOptions {
  validate<ServerOptions>(options, optionChecks, 'startServer');
  const { path, port = 0, config = {}, users = {}, signal } = options;
  if (typeof config !== 'string') checkTree(config, 'config');
  for (const [user, definition] of Object.entries(users)) checkUser(user, definition);
  return { path: path === undefined ? undefined : resolve(path), port, config, users, signal };
}

function checkUser(user: string, definition: unknown): void {
  const where = `startServer: users.${user}`;
  if (!isElementName(user)) throw invalid(`${where}: the name must be of letters, digits, _ and -`);
  // The server opens its own session as `default`, before it listens and without a password.
  if (user === 'default') throw invalid(`${where}: the server itself runs as 'default'; choose another name`);
  validate<ServerUser>(definition, userChecks, where);
  checkTree(definition.settings ?? {}, `users.${user}.settings`);
}

function checkTree(tree: ServerConfig, place: string): void {
  for (const [element, value] of Object.entries(tree)) {
    const here = `${place}.${element}`;
    if (!isElementName(element)) throw invalid(`startServer: ${here}: this is no name of a configuration element`);
    for (const item of isList(value) ? value : [value]) {
      if (isTree(item)) checkTree(item, here);
      else if (!isScalar(item)) throw invalid(`startServer: ${here} must be text, a number, a boolean or an object`);
    }
  }
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'bigint', 'boolean'].includes(typeof value);
}
