import type { CommandOptions } from '../../index.js';
import type { Connection } from '../connection.ts';
import { Attachments, Insertion } from '../native.ts';
import type { Waiting } from '../login.ts';
import type { Prepared } from '../request.ts';
import { invalid } from '../validate.ts';
import { bytesContent, type RawContent } from './content.ts';
import { type ExternalData, tablesOf } from './external-data.ts';
import { type Channel, Feeding } from './feeding.ts';
import { encoded } from './rows.ts';
import type { ExternalTable } from './table.ts';

/** What goes with one request. */
export interface Loaded {
  readonly native: Attachments;
  /** What fills it while it is sent. */
  readonly feeding: Feeding | undefined;
}

/** What a call sends beside its statement: tables, or data. */
export class Attachment {
  readonly #tables: readonly ExternalTable[];
  readonly #data: RawContent | undefined;
  readonly #options: CommandOptions;
  /** Whether it can be sent once only. */
  readonly once: boolean;

  private constructor(tables: readonly ExternalTable[], data: RawContent | undefined, options: CommandOptions) {
    this.#tables = tables;
    this.#data = data;
    this.#options = options;
    this.once = data?.kind === 'stream' || tables.some(({ content }) => content.kind === 'stream');
  }

  /** That of a call with these options, if it has one; `where` is the method. */
  static of(options: CommandOptions, where: string): Attachment | undefined {
    const { data, externalData } = options;
    if (externalData === undefined && data === undefined) return undefined;
    if (externalData !== undefined && data !== undefined) {
      throw invalid(`${where}: option 'data' cannot be combined with 'externalData'`);
    }
    const expected = 'bytes, a string or a stream of these';
    const content = data === undefined ? undefined : bytesContent(data, `${where}: option 'data'`, expected);
    return new Attachment(externalData === undefined ? [] : tablesOf(externalData as ExternalData), content, options);
  }

  /** The same tables without a row, for questions about the statement. */
  get empty(): Attachment | undefined {
    if (this.#tables.length === 0) return undefined;
    const content: RawContent = { kind: 'bytes', bytes: new Uint8Array() };
    const tables = this.#tables.map((table) => ({ ...table, format: 'TSV', content }));
    return new Attachment(tables, undefined, this.#options);
  }

  /** Tells the streams that nobody has begun to read that nobody will. */
  close(error: unknown): void {
    const contents = [this.#data, ...this.#tables.map(({ content }) => content)];
    for (const content of contents) if (content?.kind === 'stream') content.close(error);
  }

  /** Makes it ready for one request, whose wall times are those of its own settings. */
  async load(connection: Connection, waiting: Waiting, { request }: Prepared): Promise<Loaded> {
    const native = new Attachments();
    const channels: Channel[] = [];
    const loaded = (content: RawContent): Uint8Array | string | Insertion => {
      if (content.kind === 'bytes') return content.bytes;
      if (content.kind === 'file') return content.path;
      const insertion = new Insertion([], [], undefined, true);
      channels.push({ stream: content, insertion });
      return insertion;
    };
    const { signal, deadline } = waiting;
    const zone = request.query.find(([name]) => name === 'session_timezone')?.[1] ?? null;
    const settings = { session_timezone: zone };
    const call = { ...this.#options, settings, signal, deadline, sender: undefined, streamed: false };
    for (const table of this.#tables) {
      const { name, format, columns, mimeType, content } = table;
      const fields = [
        [`${name}_format`, format],
        [`${name}_${columns.field}`, columns.text],
      ];
      const rows = content.kind === 'rows' ? await encoded(table, content.source, connection, call) : loaded(content);
      native.addTable(name, fields, mimeType, rows);
    }
    if (this.#data !== undefined) native.setData(loaded(this.#data));
    return { native, feeding: channels.length === 0 ? undefined : new Feeding(channels, connection, waiting) };
  }
}
