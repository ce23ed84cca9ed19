import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { parseEnv } from '@/lib/platform/env';

// What containers and clusters are told must be true of the code: names of variables, metrics, files and values.
// Where no container engine is at hand this is what keeps deploy/ from rotting.
const read = (path: string) => readFileSync(path, 'utf8');
const CHART = 'deploy/helm/belfry';
const templates = readdirSync(join(CHART, 'templates')).map((name) => read(join(CHART, 'templates', name)));
const variables = new Set(read('lib/platform/env.ts').match(/\b(BELFRY_[A-Z_]+|DATABASE_URL|REDIS_URL|PORT)(?=:)/g));
const metrics = new Set(read('lib/platform/instruments.ts').match(/belfry_[a-z_]+/g));
const seriesOf = (text: string) => new Set(text.match(/belfry_[a-z_]+/g) ?? []);
const withoutSuffix = (name: string) => (metrics.has(name) ? name : name.replace(/_(bucket|count|sum)$/, ''));

describe('the image', () => {
  const dockerfile = read('deploy/Dockerfile');
  const lines = dockerfile.replaceAll('\\\n', ' ').split('\n');
  const argumentsOf = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('is built and run on one exact Node, as a user without rights, watched over', () => {
    expect(dockerfile).toMatch(/^ARG NODE_VERSION=\d+\.\d+\.\d+$/m);
    const [build, run] = argumentsOf('FROM');
    expect(build).toMatch(/^node:\$\{NODE_VERSION\}-bookworm AS build$/);
    expect(run).toMatch(/^node:\$\{NODE_VERSION\}-bookworm-slim$/);
    expect(argumentsOf('USER')).toEqual(['10001:10001']);
    expect(argumentsOf('HEALTHCHECK')).toHaveLength(1);
    expect(JSON.parse(argumentsOf('ENTRYPOINT')[0] ?? '')).toEqual(['node', '--enable-source-maps']);
  });

  it('copies and starts what there is', () => {
    for (const copied of argumentsOf('COPY').filter((line) => !line.startsWith('--from'))) {
      for (const source of copied.split(' ').slice(0, -1)) expect(existsSync(source), source).toBe(true);
    }
    const entries = [...read('scripts/build.mjs').matchAll(/^\s+'?([\w-]+)'?: '[\w/-]+\.ts'|worker: '/gm)];
    const built = new Set(entries.map(([, name = 'worker']) => `dist/${name}.js`));
    const deployed = [dockerfile, read('deploy/compose.yaml'), ...templates].flatMap((text) =>
      [...text.matchAll(/dist\/[\w-]+\.js/g)].map(([file]) => file),
    );
    expect(new Set(deployed)).toEqual(new Set(['dist/server.js', 'dist/worker.js', 'dist/belfry.js']));
    for (const file of deployed) expect(built).toContain(file);
  });

  it('does not take along what must stay outside', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const path of ['.git', '.data*', '.env*', 'node_modules', 'deploy/*.env']) expect(ignored).toContain(path);
  });
});

it('every variable that deploy/ names is one that Belfry reads', () => {
  const texts = ['deploy/Dockerfile', 'deploy/compose.yaml', 'deploy/example.env', `${CHART}/values.yaml`].map(read);
  const named = [...texts, ...templates].flatMap((text) => text.match(/\bBELFRY_[A-Z_]+\b/g) ?? []);
  expect(named.length).toBeGreaterThan(10);
  for (const name of named) expect(variables).toContain(name);
});

it('the compose file has one web and two workers, which start after the migrations', () => {
  const { services } = parse(read('deploy/compose.yaml'), { merge: true });
  expect(Object.keys(services).toSorted()).toEqual(['migrate', 'postgres', 'valkey', 'web', 'worker']);
  expect(services.worker.deploy.replicas).toBe(2);
  expect(services.valkey.command).toContain('noeviction');
  for (const role of ['web', 'worker']) {
    expect(services[role].depends_on.migrate.condition).toBe('service_completed_successfully');
    expect(services[role].read_only).toBe(true);
  }
  for (const service of ['postgres', 'valkey']) expect(services[service].healthcheck.test).toBeDefined();
});

describe('the chart', () => {
  const values = parse(read(`${CHART}/values.yaml`));

  it('uses only values that are documented with their default', () => {
    const paths = new Set(
      templates.flatMap((text) => [...text.matchAll(/\$?\.Values\.([A-Za-z.]+)/g)].map(([, path = '']) => path)),
    );
    expect(paths.size).toBeGreaterThan(20);
    for (const path of paths) {
      const found = path.split('.').reduce((at, key) => (at as Record<string, unknown>)?.[key], values as unknown);
      expect(found, path).toBeDefined();
    }
    for (const role of ['web', 'worker']) {
      const used = templates.flatMap((text) => [...text.matchAll(/\$values\.([A-Za-z]+)/g)].map(([, key = '']) => key));
      const only = { web: ['metricsPort'], worker: ['drainSeconds'] }[role];
      for (const key of used) if (!only?.includes(key)) expect(values[role], `${role}.${key}`).toHaveProperty(key);
    }
  });

  it('opens as many blocks as it closes', () => {
    for (const text of templates) {
      const actions = [...text.matchAll(/\{\{-?\s*(?!\/\*)(\w+)/g)].map(([, word]) => word);
      const opened = actions.filter((word) => ['if', 'range', 'with', 'define'].includes(word ?? ''));
      expect(actions.filter((word) => word === 'end')).toHaveLength(opened.length);
    }
    expect(parse(read(`${CHART}/Chart.yaml`)).name).toBe('belfry');
  });
});

describe('alerts and dashboard', () => {
  const rules = read('deploy/prometheus/rules.yaml');
  const dashboard = read('deploy/prometheus/grafana-dashboard.json');

  it('speak of metrics that exist', () => {
    expect(parseDocument(rules).errors).toEqual([]);
    expect(JSON.parse(dashboard).panels.length).toBeGreaterThan(10);
    for (const text of [rules, dashboard]) {
      expect(seriesOf(text).size).toBeGreaterThan(5);
      for (const name of seriesOf(text)) expect(metrics).toContain(withoutSuffix(name));
    }
  });

  it('docs/operate.md lists every metric, alert and variable', () => {
    const docs = read('docs/operate.md');
    for (const name of metrics) expect(docs).toContain(`\`${name}`);
    for (const { alert } of parse(rules).groups[0].rules) expect(docs).toContain(`\`${alert}\``);
    for (const name of variables) expect(docs).toContain(name);
  });
});

describe('what the docs name', () => {
  const filesIn = (folder: string, ending: RegExp): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => ending.test(path) && !path.includes('node_modules'));
  const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'].concat(
    ...['docs', 'tests'].map((folder) => filesIn(folder, /\.md$/)),
  );

  it('is read by the code: every variable', () => {
    const folders = ['lib', 'cli', 'bench', 'tests'].flatMap((folder) => filesIn(folder, /\.(ts|mjs)$/));
    const configs = readdirSync('.').filter((name) => /^vitest.*\.ts$/.test(name));
    const readByCode = new Set(
      [...folders, ...configs].flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/process\.env\.(BELFRY_\w+)/g)].map(([, name]) => name),
      ),
    );
    // An integrator's own, in examples of their code.
    const theirs = ['BELFRY_KEY', 'BELFRY_WEBHOOK_SECRET', 'BELFRY_SERVER', 'BELFRY_SITE'];
    for (const page of pages) {
      for (const [name] of readFileSync(page, 'utf8').matchAll(/\bBELFRY_[A-Z0-9_]+\b/g)) {
        expect(variables.has(name) || readByCode.has(name) || theirs.includes(name), `${name} in ${page}`).toBe(true);
      }
    }
  });

  it('are the defaults of the code', () => {
    const given = { DATABASE_URL: 'postgres://db/x', BELFRY_MASTER_KEY: 'A'.repeat(43), BELFRY_SECRET: 's'.repeat(32) };
    const defaults: Record<string, unknown> = parseEnv(given);
    const section = /## Environment\n([\s\S]*?)\n## /.exec(read('docs/operate.md'))?.[1] ?? '';
    const shown = section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .flatMap((line) => {
        const [names = '', values = ''] = line.slice(2).split(' | ');
        const each = values.split(', ');
        return names.split(', ').map((name, index) => [name.replaceAll('`', ''), each[index] ?? '']);
      });
    expect(new Set(shown.map(([name]) => name))).toEqual(variables);
    for (const [name = '', value = ''] of shown) {
      const literal = /^`([^$`]*)`/.exec(value)?.[1];
      if (literal !== undefined) expect([name, String(defaults[name])]).toEqual([name, literal]);
    }
  });

  it('is what the sizing prints', () => {
    const docs = read('docs/operate.md');
    const [, file = '', costs = ''] = /`npx tsx (bench\/sizing\.ts) ([\d ]+)`/.exec(docs) ?? [];
    const printed = execFileSync(process.execPath, ['--import', 'tsx', file, ...costs.split(' ')], {
      encoding: 'utf8',
    });
    expect(printed.trim().split('\n')).toHaveLength(5);
    expect(docs).toContain(printed.trim());
  });

  it('has every command of the command line with its options', () => {
    const docs = read('docs/operate.md');
    for (const file of readdirSync('cli/commands').filter((name) => name !== 'db-migration.ts')) {
      const code = read(join('cli/commands', file));
      expect(docs).toContain(`\`npm run belfry -- ${/\.command\('([\w-]+)'\)/.exec(code)?.[1]}`);
      for (const [, option] of code.matchAll(/'(--[\w-]+)(?: <\w+>)?',/g)) expect(docs).toContain(`\`${option}`);
    }
  });
});
