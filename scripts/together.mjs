/**
 * Chunks that the same commands load become one file. esbuild makes one for every set of modules that lazy imports share, which are
 * a hundred for a command, and Node takes a third of a millisecond to find, read and link each.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Joins them in place. Of a chunk that something else imports too, or lazily, a line stays that passes on what it exported. What is
 * joined has short names, which are read faster; a map gives a stack trace the real ones, and the places in the sources.
 *
 * @param {import('esbuild').BuildOptions} options how the chunks were written; with maps, which go when they are joined
 * @param {{text: string, names: readonly string[]}} banner of each chunk, and what it declares: of no use where none is used
 * @param {import('esbuild').Metafile} metafile what was written
 * @param {string} main the file that starts all of them
 * @param {Readonly<Record<string, readonly string[]>>} commands sources that each loads, whatever it is asked
 */
export async function together(options, banner, { outputs }, main, commands) {
  const root = options.absWorkingDir;
  const groups = groupsOf(outputs, main, commands);
  const groupOf = new Map([...groups].flatMap(([group, chunks]) => chunks.map((chunk) => [chunk, group])));
  const numbers = new Map([...groupOf.keys()].map((chunk, index) => [chunk, index]));
  // names are unique in their chunk only
  const inside = (chunk) => [outputs[chunk].exports, (name) => `${name} as ${name}$${numbers.get(chunk)}`];
  const outside = (chunk) => [outputs[chunk].exports, (name) => `${name}$${numbers.get(chunk)} as ${name}`];
  const folder = dirname([...groupOf.keys()][0]);

  const plugin = (prefix) => ({
    name: 'together',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, importer, kind, resolveDir, namespace }) => {
        if (path.startsWith('group:')) return { path: path.slice('group:'.length), namespace: 'group' };
        if (kind === 'entry-point') return undefined;
        const target = join(resolveDir, path).slice(root.length + 1);
        const group = path.startsWith('.') ? groupOf.get(target) : undefined;
        const isPassedOn = namespace === 'passed-on' || kind === 'dynamic-import' || group === undefined;
        if (isPassedOn) return { path, external: true };
        const own = namespace === 'group' ? importer : groupOf.get(importer.slice(root.length + 1));
        return group === own ? { path: join(root, target) } : { path: target, namespace: 'passed-on' };
      });
      onLoad({ filter: /./, namespace: 'group' }, ({ path }) => ({
        contents: groups
          .get(path)
          .map((chunk) => passOn(`./${basename(chunk)}`, ...inside(chunk)))
          .join('\n'),
        resolveDir: join(root, folder),
      }));
      onLoad({ filter: /\.js$/, namespace: 'file' }, ({ path }) => ({
        contents: withoutBanner(readFileSync(path, 'utf8'), banner),
      }));
      onLoad({ filter: /./, namespace: 'passed-on' }, ({ path }) => ({
        contents: passOn(`${prefix}${groupOf.get(path)}.js`, ...outside(path)),
        resolveDir: join(root, folder),
      }));
    },
  });
  const write = async (entryPoints, outdir, prefix) => {
    const { outputFiles } = await build({
      ...options,
      entryPoints,
      outdir,
      metafile: false,
      write: false,
      minifyIdentifiers: true,
      sourcemap: 'linked',
      sourcesContent: false,
      // all of it is needed: what is not, was left out of the chunks
      ignoreAnnotations: true,
      plugins: [plugin(prefix)],
    });
    return outputFiles;
  };
  const written = await Promise.all([
    write(
      [...groups.keys()].map((group) => ({ in: `group:${group}`, out: group })),
      folder,
      './',
    ),
    write([main], dirname(main), `./${basename(folder)}/`),
  ]);
  for (const path of Object.keys(outputs)) withoutMap(join(root, path));
  const wanted = importedOf(outputs, main, groupOf);
  for (const [chunk, group] of groupOf) {
    if (wanted.has(chunk)) writeFileSync(join(root, chunk), passOn(`./${group}.js`, ...outside(chunk)));
    else rmSync(join(root, chunk));
  }
  for (const { path, contents } of written.flat()) writeFileSync(path, contents);
}

/** The lines stay, for the map. */
function withoutBanner(text, banner) {
  const rest = text.replace(banner.text, banner.text.replace(/[^\n]/g, ''));
  return banner.names.some((name) => new RegExp(`\\b${name}\\b`).test(rest)) ? text : rest;
}

/** What is not joined has its own names, and a map of it would be as long as the file. */
function withoutMap(path) {
  if (path.endsWith('.map')) rmSync(path);
  else writeFileSync(path, readFileSync(path, 'utf8').replace(/\/\/# sourceMappingURL=.*\n?$/, ''));
}

function passOn(from, names, as) {
  return names.length > 0 ? `export{${names.map(as).join(',')}}from"${from}";` : `import"${from}";`;
}

/** Chunks by the commands that load them. Nothing that a group imports imports it: more commands load that than this. */
function groupsOf(outputs, main, commands) {
  const sources = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]));
  const always = loadedBy(outputs, [main]);
  const loaded = Object.entries(commands).map(([name, entries]) => {
    return [
      name,
      loadedBy(
        outputs,
        entries.map((entry) => sources.get(entry) ?? missing(entry)),
      ),
    ];
  });
  const groups = new Map();
  for (const chunk of Object.keys(outputs)) {
    if (chunk === main) continue;
    const names = loaded.filter(([, chunks]) => chunks.has(chunk)).map(([name]) => name);
    const group = always.has(chunk) ? 'together' : `together-${names.join('-')}`;
    if (always.has(chunk) || names.length > 0) groups.set(group, [...(groups.get(group) ?? []), chunk]);
  }
  return groups;
}

function missing(entry) {
  throw new Error(`scripts/build.mjs: nothing imports ${entry} lazily any more`);
}

function loadedBy(outputs, entries) {
  const found = new Set(entries);
  for (const path of found) for (const each of importsOf(outputs, path, ['import-statement'])) found.add(each);
  return found;
}

function importsOf(outputs, path, kinds) {
  return outputs[path].imports.flatMap((each) => (kinds.includes(each.kind) && !each.external ? [each.path] : []));
}

/** What is still imported by its name. */
function importedOf(outputs, main, groupOf) {
  return new Set(
    Object.keys(outputs).flatMap((path) => {
      const isJoined = groupOf.has(path) || path === main;
      return importsOf(outputs, path, isJoined ? ['dynamic-import'] : ['import-statement', 'dynamic-import']);
    }),
  );
}
