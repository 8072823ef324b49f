import test from 'ava';

import type { ClickHouseDriverOptions } from '../../cube.js';
import { ClickHouseDriver } from '../../src/cube/index.ts';
import { newClient } from './client.ts';

const made: ClickHouseDriver[] = [];

/** A driver of the server of this test file, released after its last test. */
export async function newDriver(
  options: Pick<ClickHouseDriverOptions, 'readOnly' | 'maxPoolSize'> = {},
): Promise<ClickHouseDriver> {
  const { maxPoolSize: maxConnections, ...own } = options;
  const driver = new ClickHouseDriver({ ...own, client: await newClient({ maxConnections }) });
  made.push(driver);
  return driver;
}

let shared: Promise<ClickHouseDriver> | undefined;

/** The driver of this test file. */
export function getDriver(): Promise<ClickHouseDriver> {
  shared ??= newDriver();
  return shared;
}

test.after.always('the drivers are released', async () => {
  await Promise.all(made.map((driver) => driver.release()));
});
