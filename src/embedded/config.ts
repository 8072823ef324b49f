import { createHash } from 'node:crypto';

import type { ServerConfig, ServerUser } from '../../embedded.js';

import { merge, toXml } from './xml.ts';

/**
 * clickhouse-local changes a few defaults for people at a prompt. Here they are a server's again: without
 * `implicit_select`, for instance, a misspelt statement is a syntax error and not an expression.
 */
const serverSettings: ServerConfig = {
  implicit_select: 0,
  allow_introspection_functions: 0,
  storage_file_read_method: 'pread',
};

const loopback: ServerConfig = { ip: ['127.0.0.1', '::1'] };

/**
 * The configuration file of a server. Users, profiles and roles live in the same file: `self` is its own path.
 */
export function configFile(
  self: string,
  config: string | ServerConfig,
  users: Readonly<Record<string, ServerUser>>,
): string {
  const base: ServerConfig = {
    users_config: self,
    profiles: { default: serverSettings, ...profiles(users) },
    quotas: { default: {} },
    users: { default: { password: '', networks: loopback, profile: 'default', quota: 'default' }, ...logins(users) },
  };
  // Of two elements of one name ClickHouse reads the first, so the user's come first.
  const content = typeof config === 'string' ? `${config}\n${toXml(base)}` : toXml(merge(base, config));
  return `<clickhouse>\n${content}</clickhouse>\n`;
}

function profiles(users: Readonly<Record<string, ServerUser>>): ServerConfig {
  return Object.fromEntries(
    Object.entries(users).map(([name, user]) => [
      profileName(name),
      { profile: 'default', ...(user.readonly === true ? { readonly: 1 } : {}), ...user.settings },
    ]),
  );
}

function logins(users: Readonly<Record<string, ServerUser>>): ServerConfig {
  return Object.fromEntries(Object.entries(users).map(([name, user]) => [name, login(name, user)]));
}

function login(name: string, { password, grants }: ServerUser): ServerConfig {
  return {
    ...(password === undefined ? { password: '' } : { password_sha256_hex: sha256(password) }),
    networks: loopback,
    profile: profileName(name),
    quota: 'default',
    ...(grants === undefined ? {} : { grants: { query: grants } }),
  };
}

function profileName(user: string): string {
  return `user_${user}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
