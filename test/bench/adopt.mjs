/**
 * `npm run bench`: adopting one template, as whole processes, and planning the adoption of every input of the corpus in one process.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './load.mjs';
import { bin, claim, compare, EMPTY, median, row, scratch, shared } from './processes.mjs';

/** Milliseconds that planning the adoption of a template of the corpus may take. */
const TEN = 10;

row('ours', 'peer', 'ours ms', 'peer ms', 'ratio', 'target');
oneTemplate();
await corpus();

/** A template of a hundred lines; the talk's own, where the third-party corpus is at hand. */
function oneTemplate() {
  const demo = join(shared, 'corpus', 'demo', 'template.yaml');
  const templates = [
    ['template.yaml', join(import.meta.dirname, 'template.yaml')],
    ...(existsSync(demo) ? [['the demo template', demo]] : []),
  ];
  for (const [name, template] of templates)
    for (const flag of ['--dry-run', '--yes']) {
      const args = [bin('fitness-serverless.js'), 'adopt', flag, ...(flag === '--yes' ? ['--no-install'] : [])];
      const ours = { name: `adopt ${flag} of ${name}`, args, cwd: () => repositoryOf(template), statuses: [0, 3] };
      const { ours: a, peer: b, ratio } = compare(ours, EMPTY);
      claim(ours.name, EMPTY.name, a.toFixed(0), b.toFixed(0), ratio, 4);
    }
}

async function corpus() {
  const templates = join(shared, 'corpus', 'sam-translator');
  if (!existsSync(templates)) return console.log(`skipped: the corpus: there is no ${templates} (FITNESS_SHARED)`);
  const { planAdoption } = await load('src/adopt/adopt.ts');
  const { lookThrough, survey, templateIn } = await load('src/adopt/survey.ts');
  const inputs = {
    parameters: { param1: 'value1', param2: 'value2' },
    pseudo: { 'AWS::Region': 'ap-southeast-1', 'AWS::Partition': 'aws' },
  };
  const choices = { acceptUrlChange: false, chain: false, fix: false };
  const tool = { specification: () => '^1.0.0' };
  const times = [];
  for (const file of readdirSync(join(templates, 'input'))) {
    if (!translates(templates, file)) continue;
    const root = repositoryOf(join(templates, 'input', file));
    const started = performance.now();
    const folder = lookThrough(root);
    const read = templateIn(folder, 'template.yaml');
    const found = survey(folder, 'template.yaml', process.env, read);
    await planAdoption({ survey: found, choices, tool, now: new Date(), env: process.env, inputs, read });
    times.push(performance.now() - started);
  }
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  for (const [name, time] of [
    ['median', median(times)],
    ['mean', mean],
  ])
    claim(`planning ${times.length} adoptions, ${name}`, `${TEN} ms`, time.toFixed(1), TEN, time / TEN, 1);
}

function translates(folder, file) {
  const output = join(folder, 'output', file.replace(/yaml$/, 'json'));
  return existsSync(output) && 'Resources' in JSON.parse(readFileSync(output, 'utf8'));
}

/** A folder with a template and nothing else. */
function repositoryOf(template) {
  repositoryOf.count = (repositoryOf.count ?? 0) + 1;
  const folder = join(scratch, `adopt-${repositoryOf.count}`, 'service');
  mkdirSync(folder, { recursive: true });
  copyFileSync(template, join(folder, 'template.yaml'));
  writeFileSync(join(folder, 'README.md'), '# service\n');
  return folder;
}
