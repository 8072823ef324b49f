/** Data frames of Polars, which takes and gives the bytes of IPC. */
import type { PolarsDataFrame } from '../../index.js';
import { describe } from '../columns/value-error.ts';
import type { Cutter } from '../cutter.ts';
import { InterfaceError } from '../errors.ts';
import type { Arrived } from '../execution.ts';
import type { ArrowCutter } from './cutter.ts';
import { arrowLibrary, type Library, type Polars, polarsLibrary, type Table } from './library.ts';

export function frameOf<F extends PolarsDataFrame>(polars: Polars, { tableToIPC }: Library, table: Table): F {
  const { buffer, byteOffset, byteLength } = tableToIPC(table);
  return polars.readIPCStream(Buffer.from(buffer, byteOffset, byteLength)) as F;
}

/** The bytes of a data frame, of any copy of the library. */
export function bytesOfFrame(frame: unknown): Uint8Array {
  const { writeIPCStream } = (frame ?? {}) as Partial<PolarsDataFrame>;
  if (typeof writeIPCStream === 'function') return writeIPCStream.call(frame as PolarsDataFrame, {});
  const message = `insertDf: expected a DataFrame of nodejs-polars, got ${describe(frame)}`;
  throw new InterfaceError(message, { code: 'ERR_INVALID_ARG' });
}

/** A data frame for each record batch. */
export class FrameCutter<F extends PolarsDataFrame> implements Cutter<F> {
  readonly cuts = true;
  readonly #where: string;
  readonly #batches: ArrowCutter;

  constructor(where: string, batches: ArrowCutter) {
    this.#where = where;
    this.#batches = batches;
  }

  push(arrived: Arrived): void {
    this.#batches.push(arrived);
  }

  take(): F | undefined {
    const batch = this.#batches.take();
    if (batch === undefined) return undefined;
    const arrow = arrowLibrary(this.#where);
    return frameOf(polarsLibrary(this.#where), arrow, new arrow.Table(batch));
  }
}
