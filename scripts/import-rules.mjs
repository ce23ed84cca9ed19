// Who may import what (docs/architecture.md), as data. Paths are relative to the project, with "/".

/** The stages of the flow: a folder imports only folders before it. */
export const LIB_ORDER = [
  'contracts',
  'platform',
  'jobs',
  'accounts',
  'sites',
  'subscribers',
  'segments',
  'campaigns',
  'delivery',
  'receipts',
  'stats',
  'webhooks',
  'exports',
  'imports',
  'operations',
  'sample',
  'embed',
];

const isTest = (file) =>
  /\.(test|e2e|bench)\.tsx?$/.test(file) ||
  /\/(e2e|test-kit)\/|\/test-support\.ts$/.test(file) ||
  /^(tests|bench)\//.test(file);
const inLib = (file) => file.startsWith('lib/') && !file.startsWith('lib/generated/') && !isTest(file);
const isPackage = (target, name) => target === name || target.startsWith(`${name}/`);

/**
 * One rule: files it is for, and what is wrong with an import of theirs. `target` is a project path for our own
 * modules, else the package's name as written; `typeOnly` imports vanish when compiled.
 */
export const RULES = [
  {
    name: 'lib-order',
    why: 'a folder of lib imports only earlier stages; upstream starts downstream by enqueueing a job',
    appliesTo: inLib,
    forbids: ({ file, target }) => {
      if (!target.startsWith('lib/') || target.startsWith('lib/generated/')) return false;
      const from = LIB_ORDER.indexOf(file.split('/')[1]);
      const to = LIB_ORDER.indexOf(target.split('/')[1]);
      return from < 0 || to < 0 || to > from;
    },
  },
  {
    name: 'lib-knows-no-edge',
    why: 'lib knows neither pages, components, workers, Next, React nor Hono',
    appliesTo: (file) => inLib(file) && !file.startsWith('lib/embed/'),
    forbids: ({ target }) =>
      /^(app|components|workers|cli|scripts|tests)\//.test(target) ||
      ['next', 'react', 'react-dom', 'hono', '@hono/node-server', '@hono/zod-openapi', 'server-only'].some((name) =>
        isPackage(target, name),
      ),
  },
  {
    name: 'contracts-import-zod-only',
    why: 'contracts are shared with the browser',
    appliesTo: (file) => inLib(file) && file.startsWith('lib/contracts/'),
    forbids: ({ target }) => !target.startsWith('lib/contracts/') && target !== 'zod',
  },
  {
    name: 'components-import-contracts-only',
    why: 'a component in the browser must not pull in the server; types may come from anywhere',
    appliesTo: (file) => file.startsWith('components/') && !isTest(file),
    forbids: ({ target, typeOnly }) =>
      !typeOnly &&
      ((target.startsWith('lib/') && !target.startsWith('lib/contracts/')) ||
        /^(app\/api|workers|cli|scripts)\//.test(target)),
  },
  {
    name: 'embed-is-import-free',
    why: 'the embed runs on customers’ pages: its own files and contracts’ types only',
    appliesTo: (file) => /^lib\/embed\/(page|worker|prompt|check|shared)\//.test(file) && !isTest(file),
    forbids: ({ target, typeOnly }) =>
      !target.startsWith('lib/embed/') && !(typeOnly && target.startsWith('lib/contracts/')),
  },
  {
    name: 'client-stands-alone',
    why: '@belfry/client is a package of its own without dependencies: what it needs is in its src',
    appliesTo: (file) => /^clients\/[^/]+\/src\//.test(file) && !isTest(file),
    forbids: ({ file, target }) => !target.startsWith(file.split('/').slice(0, 3).join('/')),
  },
  {
    name: 'home-of-bullmq',
    why: 'only lib/platform/queue-store.ts knows the queue engine',
    // The benchmark's opponent is another program than ours.
    appliesTo: (file) => !['lib/platform/queue-store.ts', 'bench/support/usual-sender.ts'].includes(file),
    forbids: ({ target }) => isPackage(target, 'bullmq'),
  },
  {
    name: 'home-of-prisma',
    why: 'only lib/platform knows the database client; types may be used anywhere in lib',
    appliesTo: (file) =>
      !isTest(file) &&
      !['lib/platform/db.ts', 'lib/platform/migrate.ts'].includes(file) &&
      !file.startsWith('lib/generated/') &&
      file !== 'prisma.config.ts',
    forbids: ({ target, typeOnly }) =>
      !typeOnly &&
      (isPackage(target, '@prisma/client') ||
        isPackage(target, '@prisma/adapter-pg') ||
        target === 'lib/generated/prisma/client'),
  },
  {
    name: 'home-of-encryption',
    // lib/sample plays the browser: it decrypts what arrives.
    why: 'ciphers live in lib/platform/crypto-at-rest.ts, lib/delivery and lib/sample only',
    appliesTo: (file) =>
      !isTest(file) && file !== 'lib/platform/crypto-at-rest.ts' && !/^lib\/(delivery|sample)\//.test(file),
    forbids: ({ target, names }) =>
      /^(node:)?crypto$/.test(target) &&
      names.some((name) => /^create(C|Dec)ipher|^(public|private)(En|De)crypt/.test(name)),
  },
  {
    name: 'edges-do-not-call-each-other',
    why: 'workers, the command line and pages meet in lib',
    appliesTo: (file) => /^(workers|app)\//.test(file) && !isTest(file),
    forbids: ({ file, target }) =>
      (file.startsWith('workers/') && /^(app|components)\//.test(target)) ||
      (file.startsWith('app/') && /^(workers|cli|scripts)\//.test(target)),
  },
  {
    name: 'product-imports-no-tests',
    why: 'what is shipped must not need tests or developer tools',
    appliesTo: (file) => !isTest(file) && /^(app|cli|components|lib|workers|server\.ts|proxy\.ts)/.test(file),
    forbids: ({ file, target }) =>
      /^(tests|bench)\//.test(target) ||
      /\.(test|e2e)$/.test(target) ||
      (['vitest', 'playwright-core', 'puppeteer-core', 'fast-check', 'http_ece', 'ws'].some((name) =>
        isPackage(target, name),
      ) &&
        !file.startsWith('lib/sample/')),
  },
  {
    name: 'late-parts-say-so',
    why: 'next/dynamic and lazy take the page away when a script cannot be fetched: components/ui/late-dialog.tsx, late-part.tsx and use-menu-part.tsx say so in their place',
    appliesTo: (file) => /^(app|components)\//.test(file) && !isTest(file),
    forbids: ({ target, names }) =>
      isPackage(target.replace(/\.js$/, ''), 'next/dynamic') || (target === 'react' && names.includes('lazy')),
  },
  {
    name: 'no-barrels',
    why: 'import the module that has it: barrels hide who needs what',
    appliesTo: (file) => /^(lib|components|app)\//.test(file),
    forbids: ({ reexportAll }) => reexportAll,
  },
];

const isProcess = (node) =>
  (node.type === 'Identifier' && node.name === 'process') ||
  (node.type === 'MemberExpression' && propertyOf(node) === 'process');

/** The name after the dot or in the quotes of `object.name`, `object['name']`. */
export function propertyOf({ computed, property }) {
  return computed ? property.value : property.name;
}

/** What must not stand in the code itself, whatever is imported; asked for each node of the syntax tree. */
export const CODE_RULES = [
  {
    name: 'home-of-process-env',
    why: 'the environment is parsed once, in lib/platform/env.ts',
    appliesTo: (file) =>
      /^(app|components|lib|workers|proxy\.ts)/.test(file) && !isTest(file) && file !== 'lib/platform/env.ts',
    forbids: (node) =>
      (node.type === 'MemberExpression' && propertyOf(node) === 'env' && isProcess(node.object)) ||
      (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init && isProcess(node.init)) ||
      (node.type === 'ImportDeclaration' && /^(node:)?process$/.test(node.source.value)),
  },
  {
    name: 'no-sql-by-interpolation',
    why: 'values reach SQL as parameters only',
    appliesTo: (file) => /^(app|lib|workers)\//.test(file) && !isTest(file),
    forbids: (node) => node.type === 'MemberExpression' && /^\$(query|execute)RawUnsafe$/.test(propertyOf(node) ?? ''),
  },
];
