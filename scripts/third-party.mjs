/** What third-party code is in the bundles, read from esbuild's metafiles, and the documents that say so. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Licences that allow redistribution in a bundle with a notice. Anything else stops the build. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'Artistic-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC-BY-3.0',
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** How the MIT licence begins, in packages whose package.json names none. */
const MIT_GRANT = /^[^]{0,200}Permission is hereby granted, free of charge, to any person obtaining\s+a copy/;

/**
 * @returns {{name: string, version: string, license: string, text: string}[]} sorted by name and version
 */
export function bundledPackages(root, metafiles) {
  const folders = new Set();
  for (const { inputs } of metafiles) {
    for (const input of Object.keys(inputs)) {
      const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (match) folders.add(match[1]);
    }
  }
  const packages = new Map();
  for (const folder of folders) {
    const found = readPackage(join(root, folder));
    packages.set(`${found.name}@${found.version}`, found);
  }
  return [...packages.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found);
}

function readPackage(folder) {
  const { name, version, license, licenses } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  const stated =
    typeof license === 'string' ? license : (license?.type ?? licenses?.map(({ type }) => type).join(' OR '));
  const expression = stated ?? (MIT_GRANT.test(text) ? 'MIT' : undefined);
  const choice = chooseLicense(expression);
  if (!choice) throw new Error(`${name}@${version} is bundled and its licence is not allowed: ${expression ?? 'none'}`);
  return { name, version, license: choice, text };
}

/** The first allowed alternative of an SPDX expression; every part of a conjunction must be allowed. */
function chooseLicense(expression) {
  if (!expression) return undefined;
  return expression
    .replace(/[()]/g, '')
    .split(/\s+OR\s+/)
    .find((alternative) => alternative.split(/\s+AND\s+/).every((part) => ALLOWED.has(part.trim())));
}

export function notices(packages) {
  const parts = packages.map(({ name, version, license, text }) =>
    [`${name} ${version}`, `Licence: ${license}`, '', text || `(the package carries no licence file)`].join('\n'),
  );
  return `This package contains code of the packages below, under their licences.\n\n${parts.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`;
}

/** CycloneDX 1.6, without time or serial number: the same build gives the same bytes. */
export function sbom({ name, version, license }, packages) {
  const purl = (n, v) => `pkg:npm/${n.replace('@', '%40')}@${v}`;
  const component = ({ name: n, version: v, license: l }) => ({
    type: 'library',
    'bom-ref': purl(n, v),
    name: n,
    version: v,
    purl: purl(n, v),
    licenses: [{ license: { id: l } }],
  });
  const self = { ...component({ name, version, license }), type: 'application' };
  const bom = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: self },
    components: packages.map(({ license: l, ...rest }) => component({ ...rest, license: l.split(/\s+AND\s+/)[0] })),
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}
