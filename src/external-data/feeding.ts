import type { Attendant, Outcome } from '../attendant.ts';
import type { Connection } from '../connection.ts';
import { Interruption, OVER } from '../interruption.ts';
import type { Waiting } from '../login.ts';
import type { Insertion } from '../native.ts';
import { Pieces } from '../sources/bytes.ts';
import { type ByteStream, toldAs } from './content.ts';

/** A stream, and where its bytes go. */
export interface Channel {
  readonly stream: ByteStream;
  readonly insertion: Insertion;
}

/** A stream that is being read. */
interface Flow extends Channel {
  readonly pieces: Pieces;
}

/** Reads streams while the request that they are part of is sent, one after the other and no faster than it leaves. */
export class Feeding implements Attendant {
  readonly #channels: readonly Channel[];
  readonly #connection: Connection;
  readonly #waiting: Waiting;
  readonly #flows: Flow[] = [];
  #interruption: Interruption | undefined;
  #fail: (error: unknown) => void = () => undefined;
  #stopped = false;

  constructor(channels: readonly Channel[], connection: Connection, waiting: Waiting) {
    this.#channels = channels;
    this.#connection = connection;
    this.#waiting = waiting;
  }

  /** Goes with a request that `fail` ends with an error. */
  attend(fail: (error: unknown) => void): this {
    this.#fail = fail;
    return this;
  }

  /** Waits for the first bytes: until then the request takes nobody's place. */
  async admit(): Promise<undefined> {
    for (const channel of this.#channels) this.#open(channel);
    const { signal, deadline } = this.#waiting;
    this.#interruption = new Interruption(this, this.#connection, { signal, deadline });
    const [first] = this.#flows;
    try {
      if (first !== undefined) await take(first);
    } catch (error) {
      // A request that was stopped says so itself.
      if (error !== OVER) throw error;
    }
    this.#interruption.sent();
    void this.#feed();
    return undefined;
  }

  wake(): void {
    this.interrupt(OVER);
  }

  /** Ends the wait for bytes. */
  interrupt(error: unknown): void {
    for (const { pieces } of this.#flows) pieces.interrupt(error);
  }

  over({ error = OVER }: Outcome): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#interruption?.release();
    // What nobody has asked for anything may hold a file as well.
    for (const { stream } of this.#channels.slice(this.#flows.length)) stream.close(error);
    this.interrupt(OVER);
    for (const { pieces, insertion } of this.#flows) {
      pieces.close(error);
      insertion.abandon();
    }
  }

  #open(channel: Channel): void {
    this.#flows.push({ ...channel, pieces: new Pieces(channel.stream.open()) });
  }

  async #feed(): Promise<void> {
    try {
      for (const flow of this.#flows) {
        while (!flow.pieces.ended) {
          if (!(await flow.insertion.ready())) return;
          await take(flow);
        }
      }
    } catch (error) {
      if (error !== OVER) this.#fail(error);
    }
  }
}

/** Hands the next bytes of a stream on, and its end. */
async function take({ pieces, insertion, stream }: Flow): Promise<void> {
  try {
    const piece = await pieces.next();
    if (piece !== undefined) insertion.appendBytes(piece);
    if (pieces.ended) insertion.end();
  } catch (error) {
    throw error === OVER ? error : toldAs(error, stream.where);
  }
}
