import { expect, test } from '@jest/globals';
import { JsonFile } from 'projen/lib/json.js';
import { FitnessServerlessProject } from '../../src/project/project.ts';
import { TextFile } from '../../src/project/service-file.ts';

test('a project renders its files in memory, projen’s own among them only when asked for', () => {
  const project = new FitnessServerlessProject({ config: { service: 'orders' } as never, configText: '' });
  expect([...project.rendered()]).toEqual([]);
  new TextFile(project, 'src/b.ts', { class: 'once', text: 'b\n' });
  new JsonFile(project, 'a.json', { obj: { a: () => 1 }, marker: false });
  const files = project.rendered();
  expect([...files.keys()]).toEqual(['a.json', 'src/b.ts']);
  expect(files.get('src/b.ts')).toEqual({ bytes: Buffer.from('b\n'), executable: false, class: 'once' });
  expect(files.get('a.json')).toMatchObject({ class: 'managed' });
});
