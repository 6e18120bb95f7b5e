/** Parses the files that it is given with `yaml`, and does nothing else. */
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

for (const file of process.argv.slice(2))
  parseDocument(readFileSync(file, 'utf8'), { uniqueKeys: false, logLevel: 'silent' }).toJS();
