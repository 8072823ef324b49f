import { inspect } from 'node:util';
import test from 'ava';

// biome-ignore lint/style/noRestrictedImports: the room where failures become errors has no door of its own
import * as errors from '../src/errors.ts';

type Failure = Parameters<typeof errors.fromFailure>[0];

const refused: Failure = {
  failure: 'server',
  code: 'UNKNOWN_TABLE',
  message: 'Table default.t does not exist (UNKNOWN_TABLE) (version 26.7.2.1 (official build))',
  serverCode: 60,
  httpStatus: 404,
  queryId: 'q-1',
  host: 'db.example:8123',
  retryable: false,
};

const { ClickHouseError, DatabaseError, fromFailure } = errors;

test('every class knows its parents and its own name', (t) => {
  const { DataError, OperationalError, IntegrityError, InternalError, ProgrammingError, NotSupportedError } = errors;
  for (const type of [
    DataError,
    OperationalError,
    IntegrityError,
    InternalError,
    ProgrammingError,
    NotSupportedError,
  ]) {
    const error = new type('no');
    t.true(error instanceof DatabaseError);
    t.true(error instanceof ClickHouseError);
    t.true(error instanceof Error);
    t.is(error.name, type.name);
  }
  for (const type of [errors.InterfaceError, errors.StreamClosedError, errors.StreamFailureError]) {
    t.true(new type('no') instanceof ClickHouseError);
    t.false(new type('no') instanceof DatabaseError);
  }
});

test('siblings, plain errors and primitives are no instances', (t) => {
  t.false(new errors.DataError('no') instanceof errors.OperationalError);
  t.false(new Error('no') instanceof ClickHouseError);
  t.false((null as unknown) instanceof ClickHouseError);
  t.false(('no' as unknown) instanceof ClickHouseError);
});

test('a class that a user derives is told apart from its parent', (t) => {
  class Mine extends errors.DataError {}
  t.true(new Mine('no') instanceof Mine);
  t.true(new Mine('no') instanceof errors.DataError);
  t.false(new errors.DataError('no') instanceof Mine);
});

test('instanceof holds for errors of another copy of the package', async (t) => {
  const copy: typeof errors = await import(`../src/errors.ts?${Date.now()}`);
  t.not(copy.ClickHouseError, ClickHouseError);
  t.true(new copy.DataError('no') instanceof errors.DataError);
  t.true(new copy.DataError('no') instanceof ClickHouseError);
  t.false(new copy.DataError('no') instanceof errors.OperationalError);
});

test('a failure of the server becomes the class of its code with every field', (t) => {
  const cause = new Error('socket');
  const error = fromFailure(refused, { sql: 'SELECT secret', parameters: { a: 1 }, attempts: 2, cause });
  t.true(error instanceof errors.ProgrammingError);
  t.like(error, {
    code: 'UNKNOWN_TABLE',
    serverCode: 60,
    httpStatus: 404,
    queryId: 'q-1',
    host: 'db.example:8123',
    retryable: false,
    attempts: 2,
    cause,
    sql: 'SELECT secret',
    parameters: { a: 1 },
  });
});

test('SQL and parameters stay out of logs and JSON', (t) => {
  const error = fromFailure(refused, { sql: 'SELECT secret', parameters: { token: 'hunter2' } });
  for (const text of [inspect(error, { depth: 9 }), JSON.stringify(error), Object.keys(error).join()]) {
    t.notRegex(text, /secret|hunter2|sql|parameters/);
  }
});

test('what is not known is not printed', (t) => {
  t.deepEqual(Object.keys(new ClickHouseError('no')), ['code', 'retryable', 'attempts']);
});

const classes: [number, keyof typeof errors][] = [
  [60, 'ProgrammingError'],
  [62, 'ProgrammingError'],
  [47, 'ProgrammingError'],
  [16, 'ProgrammingError'],
  [456, 'ProgrammingError'],
  [516, 'OperationalError'],
  [241, 'OperationalError'],
  [159, 'OperationalError'],
  [202, 'OperationalError'],
  [53, 'DataError'],
  [27, 'DataError'],
  [349, 'DataError'],
  [691, 'DataError'],
  [469, 'IntegrityError'],
  [48, 'NotSupportedError'],
  [344, 'NotSupportedError'],
  [1001, 'InternalError'],
  [49, 'InternalError'],
  [424242, 'DatabaseError'],
];

for (const [serverCode, name] of classes) {
  test(`server code ${serverCode} is reported as ${name}`, (t) => {
    t.is(fromFailure({ ...refused, serverCode }).constructor, errors[name]);
  });
}

const kinds: [string, Partial<Failure>, keyof typeof errors][] = [
  ['a refused connection', { failure: 'connect', code: 'ECONNREFUSED', retryable: true }, 'OperationalError'],
  ['a timeout', { failure: 'timeout', code: 'ERR_TIMEOUT' }, 'OperationalError'],
  ['a socket that failed before the response', { failure: 'transport', code: 'ECONNRESET' }, 'OperationalError'],
  ['a response that was cut', { failure: 'transport', code: 'ERR_TRUNCATED', httpStatus: 200 }, 'StreamFailureError'],
  ['a garbled block', { failure: 'protocol', code: 'ERR_MALFORMED_RESPONSE', httpStatus: 200 }, 'StreamFailureError'],
  ['an answer that is not HTTP', { failure: 'protocol', code: 'ERR_UNEXPECTED_RESPONSE' }, 'StreamFailureError'],
  [
    'a page of a web server',
    { failure: 'protocol', code: 'ERR_UNEXPECTED_STATUS', httpStatus: 404 },
    'OperationalError',
  ],
  [
    'a proxy without its server',
    { failure: 'transport', code: 'ERR_UNEXPECTED_STATUS', httpStatus: 502 },
    'OperationalError',
  ],
  ['a fault of this package', { failure: 'protocol', code: 'ERR_INTERNAL' }, 'InternalError'],
  ['an argument that was refused late', { failure: 'unsupported', code: 'ERR_INVALID_ARG' }, 'InterfaceError'],
  ['a closed client', { failure: 'closed', code: 'ERR_CLIENT_CLOSED' }, 'InterfaceError'],
  ['a closed stream', { failure: 'closed', code: 'ERR_STREAM_CLOSED' }, 'StreamClosedError'],
  ['a type that cannot be read', { failure: 'unsupported', code: 'ERR_NOT_SUPPORTED' }, 'NotSupportedError'],
  ['a failure of an unknown kind', { failure: 'surprise', code: 'ERR_INTERNAL' }, 'InternalError'],
];

for (const [what, failure, name] of kinds) {
  test(`${what} is reported as ${name}`, (t) => {
    const error = fromFailure({ code: '', message: 'm', retryable: false, failure: '', ...failure });
    t.is(error.constructor, errors[name]);
    t.is(error.code, failure.code ?? '');
    t.is(error.retryable, failure.retryable ?? false);
  });
}

test("showClickHouseErrors: 'scrub' hides host and version and keeps the reason", (t) => {
  const message = `Received from ch-01.internal:9000. DB::Exception: ${refused.message}`;
  const error = fromFailure({ ...refused, message }, { showClickHouseErrors: 'scrub', host: 'db.example:8123' });
  t.is(error.code, 'UNKNOWN_TABLE');
  t.is(error.serverCode, 60);
  t.is(error.message, 'DB::Exception: Table default.t does not exist (UNKNOWN_TABLE)');
  t.notRegex(inspect(error), /26\.7|ch-01|db\.example/);
});

test('showClickHouseErrors: false hides what the server said and keeps the class', (t) => {
  const error = fromFailure(refused, { showClickHouseErrors: false });
  t.true(error instanceof errors.ProgrammingError);
  t.is(error.code, 'ERR_SERVER');
  t.is(error.serverCode, undefined);
  t.is(error.host, undefined);
  t.is(error.queryId, 'q-1');
  t.notRegex(inspect(error), /default\.t|UNKNOWN_TABLE/);
});

for (const show of ['scrub', false] as const) {
  test(`showClickHouseErrors: ${show} hides the host of failures on the way`, (t) => {
    for (const [host, message, wanted] of [
      ['127.0.0.1:1', 'cannot connect to 127.0.0.1:1: refused', 'cannot connect to the server: refused'],
      ['[::1]:8443', 'no answer from [::1]:8443: reset', 'no answer from the server: reset'],
      [
        'db.example:8443',
        'no TLS connection to db.example:8443: not valid for name "DB.example", only for db.example.org.',
        'no TLS connection to the server: not valid for name "the server", only for db.example.org.',
      ],
    ] as const) {
      const failure = { failure: 'connect', code: 'ECONNREFUSED', message, host, retryable: true };
      for (const told of [failure, { ...failure, host: undefined }]) {
        const error = fromFailure(told, { showClickHouseErrors: show, host });
        t.is(error.message, wanted);
        t.is(error.host, undefined);
      }
    }
  });
}

test('showClickHouseErrors: false hides what a proxy said', (t) => {
  const message = 'ch:8123 answered with status 502 and not as ClickHouse does: <html>\nbackend ch-01 is down';
  const failure = { failure: 'protocol', code: 'ERR_UNEXPECTED_STATUS', httpStatus: 502, message, retryable: true };
  const error = fromFailure(failure, { showClickHouseErrors: false, host: 'ch:8123' });
  t.is(error.message, 'the server answered with status 502 and not as ClickHouse does');
  t.is(error.httpStatus, 502);
});

test('the stack leads to the function that raises the error', (t) => {
  function usersLine(): Error {
    return fromFailure(refused);
  }
  t.regex(usersLine().stack ?? '', /usersLine/);
});
