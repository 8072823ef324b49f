import type { Client } from './client.js';
import type { RawInsertOptions } from './insert.js';
import type { RawQueryOptions } from './requests.js';
import type { QuerySummary } from './results.js';

/** How far a file is. */
export interface FileProgress {
  /** Bytes that were read from it or written to it, as they stand in the file. */
  readonly bytes: number;
  /** All of them; `undefined` while that is not known. */
  readonly totalBytes: number | undefined;
}

/** Options of {@link Client.insertFile | insertFile}. */
export interface InsertFileOptions extends RawInsertOptions {
  /**
   * Format of the file. @default by its extension: `.csv` `'CSVWithNames'` and `.tsv` `'TSVWithNames'` (`'CSV'` and `'TSV'` with
   * `columnNames`), `.json`, `.jsonl` and `.ndjson` `'JSONEachRow'`, `.parquet`, `.arrow`, `.arrows` `'ArrowStream'`, `.orc`, `.avro`,
   * `.native`, `.msgpack`, `.bson`
   */
  format?: string | undefined;
  /** Compression that the file is in. @default by its last extension: `.gz`, `.zst`, `.lz4`, `.br`, `.bz2`, `.xz` */
  compression?: RawInsertOptions['compression'];
  /** Is told how far the file has been read. A promise is waited for. What it throws ends the insert, which rejects with it. */
  onFileProgress?: ((progress: FileProgress) => unknown) | undefined;
}

/** Options of {@link Client.queryToFile | queryToFile}. */
export interface QueryToFileOptions extends RawQueryOptions {
  /** Format of the file. @default as for {@link InsertFileOptions.format | insertFile}; `.json` is an array of objects */
  format?: string | undefined;
  /** Compression of the file; of those here, Node has `'gzip'`, `'deflate'`, `'br'` and, from 22.15 on, `'zstd'`. @default by its last extension */
  compression?: RawInsertOptions['compression'];
  /** Whether the file may take the place of one that is there. @default true */
  overwrite?: boolean | undefined;
  /** Is told how much of the file has been written. A promise is waited for. What it throws ends the query, and there is no file. */
  onFileProgress?: ((progress: FileProgress) => unknown) | undefined;
}

/** What has come of {@link Client.queryToFile | queryToFile}. */
export interface QueryToFileResult {
  /** Absolute path of the file. */
  readonly path: string;
  /** Its size. */
  readonly bytes: number;
  /** Id of the query in the server's logs; `undefined` when only the server knows it. */
  readonly queryId: string | undefined;
  /** Counters of the query. */
  readonly summary: QuerySummary;
}
