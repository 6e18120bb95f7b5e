import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { check } from 'prettier';
import { service, SHAPES, TRIGGERS } from './support.ts';

const IMPORTED = /from "([^".][^"]*)"/g;

/** Most files are the same in many shapes. */
const formatted = new Map<string, boolean>();

async function isFormatted(path: string, text: string): Promise<boolean> {
  const known = formatted.get(path + text);
  if (known !== undefined) return known;
  const answer = await check(text, { filepath: path });
  formatted.set(path + text, answer);
  return answer;
}

describe.each(SHAPES)('%s', (_, answers, edit) => {
  const { files, config } = service(answers, edit);
  const paths = [...files.keys()].filter((path) => /^(src|test|events)\/|^template\.yaml$/.test(path));

  test('every function has its code, its test and a sample of its events', () => {
    const names = [...config.triggers, ...Object.keys(config.functions)];
    for (const name of names) {
      expect(paths).toEqual(expect.arrayContaining([`src/${name}.ts`, `test/${name}.test.ts`, `events/${name}.json`]));
    }
    for (const absent of TRIGGERS.filter((trigger) => !config.triggers.includes(trigger))) {
      expect(paths.filter((path) => path.includes(absent))).toEqual([]);
    }
  });

  test('Prettier leaves it all as it is', async () => {
    for (const path of paths) expect([path, await isFormatted(path, files.get(path) ?? '')]).toEqual([path, true]);
  });

  test('package.json has what the code imports, and the functions no more', () => {
    const { dependencies, devDependencies } = JSON.parse(files.get('package.json') ?? '') as Record<string, object>;
    const imported = (folder: string): string[] => {
      const texts = paths.filter((path) => path.startsWith(folder)).map((path) => files.get(path) ?? '');
      const names = texts.flatMap((text) => [...text.matchAll(IMPORTED)].map(([, name = '']) => name));
      return [...new Set(names.filter((name) => !name.startsWith('node:')))].sort();
    };
    const types = 'aws-lambda';
    expect(imported('src/').filter((name) => name !== types)).toEqual(Object.keys(dependencies!));
    for (const name of imported('test/')) {
      expect({ ...dependencies, ...devDependencies }).toHaveProperty([name === types ? `@types/${types}` : name]);
    }
  });
});

test('the sample of a message has the digest of its body', () => {
  const { Records } = JSON.parse(service({ triggers: ['queue'] }).files.get('events/queue.json') ?? '') as {
    Records: { body: string; md5OfBody: string }[];
  };
  for (const { body, md5OfBody } of Records) expect(createHash('md5').update(body).digest('hex')).toBe(md5OfBody);
});

test('sample events are JSON, and a hook’s is what CodeDeploy sends', () => {
  const { files } = service({ triggers: [...TRIGGERS] });
  for (const [path, text] of files) if (path.startsWith('events/')) expect(JSON.parse(text)).toBeInstanceOf(Object);
  expect(Object.keys(JSON.parse(files.get('events/codedeploy-hook.json') ?? '') as object)).toEqual([
    'DeploymentId',
    'LifecycleEventHookExecutionId',
  ]);
});
