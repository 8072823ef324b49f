import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';

import { createClient } from '../src/index.ts';
import { makeAuthority, makeCertificate } from './helpers/certificates.ts';

const document = new URL('../docs/connecting.md', import.meta.url);

test('every example of docs/connecting.md makes a client', async (t) => {
  const certificates = await mkdtemp(join(tmpdir(), 'connecting-'));
  t.teardown(() => rm(certificates, { recursive: true }));
  const authority = await makeAuthority('Example');
  const ann = await makeCertificate('ann', { ca: authority });
  const files = { 'ca.pem': authority.cert, 'ann.pem': ann.cert, 'ann.key': ann.key };
  for (const [name, text] of Object.entries(files)) await writeFile(join(certificates, name), text);
  const text = await readFile(document, 'utf8');
  const examples = Array.from(text.matchAll(/```ts\n(.*?)```/gs), ([, code = '']) => code);
  let clients = 0;
  const counted: typeof createClient = (options) => {
    clients++;
    return createClient(options);
  };
  const { readFileSync } = await import('node:fs');
  for (const example of examples) {
    const code = example.replace(/^import .*$/gm, '').replaceAll('./certs/', `${certificates}/`);
    t.notThrows(() => new Function('createClient', 'readFileSync', code)(counted, readFileSync), example);
  }
  t.is(clients, text.split('createClient({').length - 1 + text.split(/createClient\(['")]/).length - 1);
});
