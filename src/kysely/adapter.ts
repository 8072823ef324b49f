import { DialectAdapterBase } from 'kysely';

export class Adapter extends DialectAdapterBase {
  /** There are no locks: whoever migrates sees to it that nobody else does. */
  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}
