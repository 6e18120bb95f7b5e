import { describe, expect, test } from '@jest/globals';
import type { Config } from '../../../src/config/config.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { fitnessFiles } from '../../../src/project/adopted/folder.ts';
import { prebuiltFiles } from '../../../src/project/adopted/prebuilt.ts';
import { sourceFiles } from '../../../src/project/adopted/source.ts';
import { FitnessServerlessProject } from '../../../src/project/project.ts';
import { adopted, adoptedText } from './parts-beside-support.ts';

const configs: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['with a stack gate', (text) => `${text}stackGate: true\n`],
  ['without checks', (text) => text.replace(/^checks:\n(?:(?: .*)?\n)+/m, 'checks: {}\n')],
  ['with checks of types that have no reader', (text) => `${text}live:\n  cloudControl: true\n`],
  ['for Node.js 22', (text) => text.replace('nodejs24.x', 'nodejs22.x')],
];

describe.each(configs)('%s', (_, edit) => {
  const configText = edit(adoptedText({}));
  const { config } = loadConfig(configText, 'fitness.yaml');

  test('the files are those of a service that was created, byte for byte', () => {
    const { adopted: _owner, ...rest } = config;
    // a service that is created has a function
    const created: Config = { ...rest, triggers: ['http'] };
    const folder = [...new FitnessServerlessProject({ config: created, configText }).rendered()].filter(([path]) =>
      path.startsWith('fitness/'),
    );
    const files = sourceFiles(config).sort(([a], [b]) => (a < b ? -1 : 1));
    expect(files).toEqual(folder);
    expect(files.map(([path]) => path)).toEqual(
      expect.arrayContaining([
        'fitness/checks/custom/index.ts',
        'fitness/hooks/pre-traffic.ts',
        'fitness/package.json',
      ]),
    );
  });
});

test('of what the hooks are the folder is', () => {
  const [source, prebuilt, none] = (['source', 'prebuilt', 'none'] as const).map((hooks) => {
    const service = adopted({ hooks });
    return fitnessFiles(service.config, service.adopted, adoptedText({ hooks }));
  });
  expect(source).toEqual(sourceFiles(adopted().config));
  expect(prebuilt).toEqual(prebuiltFiles(adopted({ hooks: 'prebuilt' }).config, adoptedText({ hooks: 'prebuilt' })));
  expect(none).toEqual([]);
});

test('they are made in a few milliseconds', () => {
  const { config } = adopted();
  sourceFiles(config);
  const times = Array.from({ length: 9 }, () => {
    const started = performance.now();
    sourceFiles(config);
    return performance.now() - started;
  });
  expect(times.sort((a, b) => a - b)[4]).toBeLessThan(30);
});
