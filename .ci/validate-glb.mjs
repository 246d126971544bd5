// Checks GLB files with Khronos' glTF validator; exits non-zero where one has an error.
//
//   npm install --prefix target/gltf-validator gltf-validator
//   node .ci/validate-glb.mjs [--validator target/gltf-validator/node_modules/gltf-validator] FILE...
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const files = process.argv.slice(2);
let home = 'target/gltf-validator/node_modules/gltf-validator';
const option = files.indexOf('--validator');
if (option >= 0) {
  home = files.splice(option, 2)[1];
}
if (files.length === 0) {
  console.error('usage: validate-glb.mjs [--validator FOLDER] FILE.glb...');
  process.exit(2);
}
const validator = createRequire(import.meta.url)(resolve(home));
let failed = false;
for (const file of files) {
  const report = await validator.validateBytes(new Uint8Array(await readFile(file)), {
    format: 'glb',
    maxIssues: 20,
  });
  const { numErrors, numWarnings, messages } = report.issues;
  console.log(`${file}: ${numErrors} errors, ${numWarnings} warnings`);
  for (const m of messages) {
    console.log(`  ${m.code} ${m.pointer ?? ''} ${m.message}`);
  }
  failed ||= numErrors > 0;
}
process.exit(failed ? 1 : 0);
