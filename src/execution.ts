import { constants } from 'node:buffer';
import { Abortable, type Call } from './abortable.ts';
import { Batches } from './batches.ts';
import { partOf } from './block.ts';
import { parseType } from './datatype.ts';
import type { Ending } from './ending.ts';
import type { Gathered, Response, ResponseHead, Transfer } from './native.ts';
import type { ReadPlan } from './reading.ts';
import { type Part, Schema } from './table.ts';

/** A block, and the schema that it was sent with. */
export interface Arrived {
  readonly schema: Schema;
  readonly part: Part;
}

/** An answer in one piece. */
export interface Whole {
  readonly gathered: Gathered;
  /** Absent where there was no block. */
  readonly schema: Schema | undefined;
}

/** Whether a statement has a result, if only an empty one. */
export function hasResult(head: ResponseHead): boolean {
  return head.format === 'Native';
}

/** Sends a query and takes its whole answer in one piece; with `alike` columns are joined only where all of them can be. */
export async function gather(call: Call, alike: boolean): Promise<Whole> {
  const { session, attachments, plan } = call;
  const abortable = new Abortable(call);
  const { cancellation } = abortable;
  const gathered = await abortable.result(
    abortable.send<Gathered>((request) =>
      session.gather(request, attachments, cancellation, constants.MAX_LENGTH, alike),
    ),
  );
  const { head, host, names, types } = gathered;
  Object.assign(abortable, { head, host, rows: hasResult(head) ? gathered.rows : undefined });
  abortable.release();
  return { gathered, schema: names.length > 0 ? schemaOf(names, types, plan, head) : undefined };
}

/** A query that runs: its blocks, one batch after another. */
export class Execution {
  readonly head: ResponseHead;
  /** `host:port` of the server that answers. */
  readonly host: string;
  readonly #batches: Batches<Transfer>;
  readonly #plan: ReadPlan;
  #schema: Schema | undefined;

  private constructor(response: Response, abortable: Abortable, plan: ReadPlan) {
    this.#plan = plan;
    this.head = response.head;
    this.host = response.host;
    this.#batches = new Batches(response, abortable, hasResult(response.head) ? ({ rows }) => rows : undefined);
  }

  /** Sends the query and waits for its response to begin; `ending` ends the wait. */
  static async start(call: Call, ending?: Ending): Promise<Execution> {
    const abortable = new Abortable(call, ending);
    const response = await abortable.result(
      abortable.send<Response>((request) => call.session.query(request, call.attachments, abortable.cancellation)),
    );
    return new Execution(response, abortable, call.plan);
  }

  /** Names and types of the columns, once a block has told them. */
  get schema(): Schema | undefined {
    return this.#schema;
  }

  /** How many rows have come; of a statement without a result nothing. */
  get rows(): number | undefined {
    return this.#batches.rows;
  }

  /** The blocks that have arrived, at least one with rows; none at the end. */
  async next(): Promise<Arrived[]> {
    for (;;) {
      const transfers = await this.#batches.next();
      if (transfers.length === 0) return [];
      const arrived = transfers.map((transfer) => this.#arrived(transfer)).filter(({ part }) => part.to > 0);
      if (arrived.length > 0) return arrived;
    }
  }

  #arrived(transfer: Transfer): Arrived {
    if (transfer.names !== undefined && transfer.types !== undefined) {
      this.#schema = schemaOf(transfer.names, transfer.types, this.#plan, this.head);
    }
    const schema = this.#schema ?? new Schema([], [], []);
    return { schema, part: partOf(transfer, schema) };
  }

  close(error?: unknown): void {
    this.#batches.close(error);
  }
}

function schemaOf(
  names: readonly string[],
  typeNames: readonly string[],
  plan: ReadPlan,
  { timezone }: ResponseHead,
): Schema {
  return plan.schema(names, typeNames.map(parseType), timezone);
}
