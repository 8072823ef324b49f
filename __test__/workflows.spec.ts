/** What can be known of the workflows without running them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parse } from 'yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, '.github/workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly steps?: readonly Step[];
  readonly uses?: string;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Matrix };
}

interface Matrix {
  readonly target?: readonly string[];
  readonly node?: readonly number[];
  readonly include?: readonly { readonly target?: string }[];
}

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const { napi, scripts } = createRequire(import.meta.url)('../package.json') as {
  readonly napi: { readonly targets: readonly string[] };
  readonly scripts: Readonly<Record<string, string>>;
};
const texts = Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
const workflows = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parse(text) as Workflow]));
const jobs = Object.entries(workflows).flatMap(([file, { jobs: all }]) =>
  Object.entries(all).map(([name, job]) => ({ title: `${file}: ${name}`, file, job })),
);
const steps = jobs.flatMap(({ title, file, job }) => (job.steps ?? []).map((step) => ({ title, file, step })));
const build = (name: string): Job => workflows['build.yml']?.jobs[name] ?? {};

test('every action is pinned by the hash of a commit, with its version beside it', (t) => {
  for (const [name, text] of Object.entries(texts)) {
    const used = [...text.matchAll(/uses: (?!\.\/)(.*)/g)].map(([, action = '']) => action);
    const loose = used.filter((action) => !/^[\w.-]+\/[\w./-]+@[\da-f]{40} # v\d+\.\d+\.\d+$/.test(action));
    t.deepEqual(loose, [], name);
  }
});

test('an action has one version in all workflows', (t) => {
  const used = new Set(steps.flatMap(({ step: { uses } }) => (uses === undefined ? [] : [uses])));
  const names = [...used].map((uses) => uses.split('@')[0]);
  t.deepEqual(names.toSorted(), [...new Set(names)].sort());
});

test('no workflow has rights, and each job asks for its own', (t) => {
  for (const [name, { permissions }] of Object.entries(workflows)) t.deepEqual(permissions, {}, name);
  const writing = jobs.filter(({ title, job }) => {
    t.not(job.permissions, undefined, title);
    return Object.values(job.permissions ?? {}).includes('write');
  });
  t.deepEqual(
    writing.map(({ title }) => title),
    ['pages.yml: deploy', 'release.yml: publish', 'release.yml: announce'],
  );
});

test('no job keeps the credentials of its checkout', (t) => {
  const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
  t.true(checkouts.length > 0);
  for (const { title, step } of checkouts) t.is(step.with?.['persist-credentials'], false, title);
});

test('releases use no caches', (t) => {
  const released = steps.filter(({ file }) => file !== 'ci.yml');
  for (const { title, step } of released) {
    t.false(/cache/.test(step.uses ?? ''), title);
    t.is(step.with?.cache, undefined, title);
    if (step.uses?.startsWith('actions/setup-node@')) t.is(step.with?.['package-manager-cache'], false, title);
  }
});

test('every target is built, and tested on each line of Node', (t) => {
  const built = build('binary').strategy?.matrix.include?.map(({ target }) => target);
  t.deepEqual(built, [...napi.targets]);
  const tests = ['test', 'test-musl', 'test-windows'].map((name) => build(name).strategy?.matrix ?? {});
  const tested = tests.flatMap(({ target = ['x86_64-pc-windows-msvc'] }) => target);
  t.deepEqual(tested.toSorted(), napi.targets.toSorted());
  for (const { node } of tests) t.deepEqual(node, [20, 22, 24]);
});

test('a night builds and tests what a release does', (t) => {
  for (const file of ['nightly.yml', 'release.yml']) {
    t.is(workflows[file]?.jobs.build?.uses, './.github/workflows/build.yml', file);
  }
  t.is(workflows['release.yml']?.jobs.publish?.needs, 'build');
});

test('the scripts and files that the workflows call exist', (t) => {
  for (const { title, step } of steps) {
    for (const [, name = ''] of (step.run ?? '').matchAll(/npm run ([\w:]+)/g))
      t.true(name in scripts, `${title}: ${name}`);
  }
  t.true(existsSync(join(root, '.ci/run')));
});

test('a dry run of a publication publishes no binary either', (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell replaces it
  t.true(scripts.prepublishOnly?.endsWith('${npm_config_dry_run:+--dry-run}'));
});
