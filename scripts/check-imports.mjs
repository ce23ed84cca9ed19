// Checks every module of the project against import-rules.mjs. Usage: check-imports.mjs [folder]
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { CODE_RULES, RULES } from './import-rules.mjs';

const FOLDERS = ['app', 'bench', 'cli', 'clients', 'components', 'lib', 'tests', 'workers'];
const FILES = ['server.ts', 'proxy.ts', 'next.config.ts', 'prisma.config.ts'];
/** Fewer modules than this were not read: a checker that looks at nothing finds nothing. */
const FEWEST_MODULES = 100;

function listModules(root) {
  const found = [];
  const visit = (path) => {
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path))
        if (name !== 'node_modules' && name !== 'generated') visit(join(path, name));
    } else if (/\.tsx?$/.test(path) && !path.endsWith('.d.ts')) {
      found.push(path);
    }
  };
  for (const name of [...FOLDERS, ...FILES]) if (existsSync(join(root, name))) visit(join(root, name));
  return found;
}

/** Every import of a module: static, re-export and dynamic, with what it binds. */
function importsOf(program, module) {
  const imports = [];
  const line = (offset) => program.text.slice(0, offset).split('\n').length;
  for (const entry of module.staticImports) {
    imports.push({
      specifier: entry.moduleRequest.value,
      line: line(entry.start),
      names: entry.entries.map((each) => each.importName.name ?? '*'),
      typeOnly: entry.entries.length > 0 && entry.entries.every((each) => each.isType),
      reexportAll: false,
    });
  }
  for (const { start, entries } of module.staticExports) {
    for (const entry of entries) {
      if (!entry.moduleRequest) continue;
      imports.push({
        specifier: entry.moduleRequest.value,
        line: line(start),
        names: [entry.importName.name ?? '*'],
        typeOnly: entry.isType,
        reexportAll: /^All/.test(entry.importName.kind),
      });
    }
  }
  for (const entry of module.dynamicImports) {
    const literal = /^['"]([^'"]+)['"]$/.exec(program.text.slice(entry.moduleRequest.start, entry.moduleRequest.end));
    if (literal)
      imports.push({
        specifier: literal[1],
        line: line(entry.start),
        names: ['*'],
        typeOnly: false,
        reexportAll: false,
      });
  }
  return imports;
}

function toTarget(root, file, specifier) {
  if (specifier.startsWith('@/')) return specifier.slice(2).replace(/\.tsx?$/, '');
  if (specifier.startsWith('.')) {
    return relative(root, resolve(dirname(file), specifier))
      .replaceAll('\\', '/')
      .replace(/\.tsx?$/, '');
  }
  return specifier;
}

function walk(node, visit) {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') walk(child, visit);
    }
  }
}

export function checkImports(root) {
  const problems = [];
  const used = new Set();
  const files = listModules(root);
  let importCount = 0;
  for (const path of files) {
    const file = relative(root, path).replaceAll('\\', '/');
    const text = readFileSync(path, 'utf8');
    const parsed = parseSync(path, text);
    const fatal = parsed.errors.find((error) => error.severity === 'Error');
    if (fatal) problems.push(`${file}: cannot be read: ${fatal.message}`);
    for (const found of importsOf({ text }, parsed.module)) {
      importCount++;
      const target = toTarget(root, path, found.specifier);
      for (const rule of RULES) {
        if (!rule.appliesTo(file)) continue;
        used.add(rule.name);
        if (rule.forbids({ file, target, ...found })) {
          problems.push(`${file}:${found.line}: ${rule.name}: must not import "${found.specifier}" (${rule.why})`);
        }
      }
    }
    const codeRules = CODE_RULES.filter((rule) => rule.appliesTo(file));
    for (const rule of codeRules) used.add(rule.name);
    walk(parsed.program, (node) => {
      for (const rule of codeRules) {
        if (!rule.forbids(node)) continue;
        problems.push(`${file}:${text.slice(0, node.start).split('\n').length}: ${rule.name}: ${rule.why}`);
      }
    });
  }
  for (const { name } of [...RULES, ...CODE_RULES]) {
    if (!used.has(name)) problems.push(`The rule ${name} was applied to no file: it guards nothing.`);
  }
  return { problems, moduleCount: files.length, importCount };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '..'));
  const { problems, moduleCount, importCount } = checkImports(root);
  for (const problem of problems) console.error(problem);
  if (moduleCount < FEWEST_MODULES || importCount < moduleCount) {
    console.error(`Only ${moduleCount} modules with ${importCount} imports were read; the check cannot be trusted.`);
    process.exit(1);
  }
  console.log(`${moduleCount} modules with ${importCount} imports read, ${problems.length} problems`);
  process.exit(problems.length > 0 ? 1 : 0);
}
