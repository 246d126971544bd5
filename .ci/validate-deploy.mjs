// Checks the files for deployment against the schemas of those who read them: compose files by the
// compose specification, Kubernetes' and KEDA's objects by their API schemas, and the AsyncAPI
// document by AsyncAPI's own parser. Exits non-zero where one does not hold.
//
//   npm install --prefix target/deploy-check $(node .ci/validate-deploy.mjs --packages)
//   node .ci/validate-deploy.mjs target/deploy-check
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGES = [
  'ajv@8.20.0',
  'ajv-formats@2.1.1',
  'dclint@3.1.0', // ships the compose specification's schema
  'kubernetes-models@4.5.1',
  '@kubernetes-models/keda@0.4.2',
  '@asyncapi/parser@3.6.6',
  'yaml@2.9.1',
];

if (process.argv[2] === '--packages') {
  console.log(PACKAGES.join(' '));
  process.exit(0);
}
if (process.argv.length !== 3) {
  console.error('usage: validate-deploy.mjs FOLDER-OF-NPM-PACKAGES | --packages');
  process.exit(2);
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const home = resolve(process.argv[2]);
const load = createRequire(join(home, 'package.json'));
const YAML = load('yaml');
let checked = 0;
let failed = 0;

function report(what, errors) {
  checked++;
  if (errors.length > 0) {
    failed++;
    console.log(`${what}: ${errors.length} errors`);
    errors.slice(0, 20).forEach((error) => console.log(`  ${error}`));
  } else {
    console.log(`${what}: valid`);
  }
}

/** A variable with a default counts as its default: the specification's own text has no variables. */
function replaced(text) {
  return text.replace(/\$\{[A-Z_]+:[-?]([^}]*)\}/g, '$1');
}

async function checkCompose() {
  const Ajv = load('ajv').default;
  const schema = JSON.parse(
    await readFile(join(home, 'node_modules/dclint/schemas/compose.schema.json'), 'utf8'),
  );
  delete schema.$schema; // named by another scheme than Ajv knows draft 7 by
  const ajv = new Ajv({ strict: false, allErrors: true });
  load('ajv-formats').default(ajv);
  const validate = ajv.compile(schema);
  for (const file of (await readdir(root)).filter((name) => /^docker-compose.*\.yml$/.test(name))) {
    const text = replaced(await readFile(join(root, file), 'utf8'));
    // The override file's own tags are instructions to compose, not values.
    const document = YAML.parse(text, { merge: true, logLevel: 'error' });
    validate(document);
    report(file, (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`));
  }
}

/** Kubernetes' own kinds and KEDA's; kustomizations and patches are for kustomize. */
function modelOf(document) {
  const [group, version] = document.apiVersion.includes('/')
    ? document.apiVersion.split('/')
    : ['', document.apiVersion];
  const path = [...(group ? [group] : []), version, document.kind].join('/');
  const from = group === 'keda.sh' ? '@kubernetes-models/keda' : 'kubernetes-models';
  return load(`${from}/${path}`)[document.kind];
}

async function checkKubernetes() {
  const base = join(root, 'deploy/kubernetes');
  for (const file of (await readdir(base, { recursive: true })).sort()) {
    if (!file.endsWith('.yaml') || file.endsWith('kustomization.yaml')) {
      continue;
    }
    for (const parsed of YAML.parseAllDocuments(await readFile(join(base, file), 'utf8'))) {
      const document = parsed.toJS();
      const errors = parsed.errors.map(String);
      try {
        const Model = modelOf(document);
        new Model(document).validate();
      } catch (error) {
        errors.push(error.message);
      }
      report(`${file} ${document.kind} ${document.metadata.name}`, errors);
    }
  }
}

async function checkAsyncApi() {
  const { Parser } = load('@asyncapi/parser');
  const file = join(root, 'topology-docs/asyncapi.yaml');
  const diagnostics = await new Parser().validate(await readFile(file, 'utf8'), { source: file });
  const errors = diagnostics.filter((d) => d.severity === 0);
  report(
    'asyncapi.yaml',
    errors.map((d) => `${d.path.join('.')} ${d.message}`),
  );
}

await checkCompose();
await checkKubernetes();
await checkAsyncApi();
console.log(`${checked - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
