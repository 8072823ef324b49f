import type { InsertResult, RawBody, RawInsertOptions } from '../index.js';
import { type Codec, codecOf } from './compression.ts';
import type { Connection } from './connection.ts';
import { Deadline } from './deadline.ts';
import { logsIn } from './headers.ts';
import { qualifiedName, quoteIdentifier } from './identifier.ts';
import { insertResult, nothing } from './insert-result.ts';
import { Interruption, OVER } from './interruption.ts';
import { Insertion, type ResponseHead } from './native.ts';
import type { Prepared } from './request.ts';
import { bytesOf, Pieces } from './sources/bytes.ts';
import type { Pull } from './sources/pull.ts';
import type { Upload } from './upload.ts';

/** Bytes of a body that are handed over at once, so that several threads compress it. */
const STEP_SIZE = 4 * 1024 * 1024;

/** The options of a raw insert, and what another method adds that makes one. */
interface Asked extends RawInsertOptions {
  /** Name of the method. */
  readonly where?: string;
}

/** What a raw insert needs to know of its call. */
interface Call extends Pick<RawInsertOptions, 'signal'> {
  readonly deadline: Deadline | undefined;
  readonly own: boolean;
}

/** Inserts bytes that are in a format of ClickHouse already. */
export async function rawInsert(
  connection: Connection,
  table: string,
  body: RawBody,
  { where = 'rawInsert', ...options }: Asked,
): Promise<InsertResult> {
  const name = qualifiedName(table);
  const call = { ...options, deadline: Deadline.of(options.timeout), own: logsIn(options) };
  call.deadline?.start();
  const { columnNames, format = 'Native', compression } = options;
  const columns = columnNames === undefined ? '' : ` (${columnNames.map(quoteIdentifier).join(', ')})`;
  const compress = codecOf(compression === undefined ? undefined : false, connection.options.compress);
  const prepared = connection.prepare(`INSERT INTO ${name}${columns} FORMAT ${format}`, call, {
    where,
    compress,
    bodyCoding: compression ?? false,
    repeats: 'deduplicated',
    // A block in the server's asynchronous queue waits for its flush and gains nothing there.
    // Fields that the table lacks would be lost without a word.
    defaults: { async_insert: '0', input_format_skip_unknown_fields: '0' },
  });
  // Not before: what is refused must not have opened the body.
  const head = await sendBytes(connection, bytesOf(body), { prepared, call, compress });
  return head === undefined ? nothing() : insertResult(head, prepared.queryId);
}

/** An insert that is ready to be sent. */
export interface Sending {
  readonly prepared: Prepared;
  readonly call: Call;
  readonly compress: Codec | false;
  /** Whether it is also sent when there is not a single byte. */
  readonly evenEmpty?: boolean;
}

/** Sends bytes, or what gives them; resolves to nothing where there were none. */
export async function sendBytes(
  connection: Connection,
  body: Uint8Array | Pull,
  sending: Sending,
): Promise<ResponseHead | undefined> {
  const { prepared, call, compress, evenEmpty = false } = sending;
  const insertion = (streamed: boolean): Insertion =>
    new Insertion([], [], compress === false ? undefined : compress, streamed);
  if ('next' in body) return await sendStream(connection, body, sending, insertion(true));
  if (body.length === 0 && !evenEmpty) return undefined;
  return await connection.login.send(call, async (attempt) => {
    const whole = insertion(false);
    for (let at = 0; at < body.length; at += STEP_SIZE) whole.appendBytes(body.subarray(at, at + STEP_SIZE));
    whole.end();
    return await connection.insert(prepared, whole, call.signal, attempt).head();
  });
}

/** Sends bytes while further ones come. */
async function sendStream(
  connection: Connection,
  pull: Pull,
  { prepared, call, evenEmpty = false }: Sending,
  insertion: Insertion,
): Promise<ResponseHead | undefined> {
  const pieces = new Pieces(pull);
  const interruption = new Interruption(pieces, connection, call);
  try {
    const first = await pieces.next();
    if (first === undefined && !evenEmpty) return undefined;
    const attempt = await connection.login.once(call);
    if (first !== undefined) insertion.appendBytes(first);
    if (pieces.ended) insertion.end();
    const upload = connection.insert(prepared, insertion, call.signal, attempt);
    interruption.sent();
    const over = (): void => pieces.interrupt(OVER);
    void upload.over.then(over, over);
    try {
      if (!pieces.ended) await follow(insertion, pieces, upload);
    } catch (error) {
      if (error !== OVER) {
        await upload.cut(error);
        throw error;
      }
    }
    return await upload.head();
  } catch (error) {
    pieces.close(error);
    throw error;
  } finally {
    interruption.release();
  }
}

/** Appends what comes after the first piece, no faster than it leaves; nothing more once nobody takes it. */
async function follow(insertion: Insertion, pieces: Pieces, upload: Upload): Promise<void> {
  while (!pieces.ended) {
    if (!(await insertion.ready())) return;
    upload.resting(true);
    const piece = await pieces.next();
    upload.resting(false);
    if (piece !== undefined) insertion.appendBytes(piece);
  }
  insertion.end();
}
