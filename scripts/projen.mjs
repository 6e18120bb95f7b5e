/**
 * projen without what a rendering in memory never does: run shell commands (dax, 430 KB), write a `.projenrc`, configure
 * Renovate. They are half of what it loads at start.
 */

/** Paths below projen/lib, and what stands in for them: a name that is used after all says so. */
const UNUSED = {
  'util/dax.js': `exports.$ = unused('running a command');`,
  'javascript/render-options.js': `exports.resolveInitProject = () => undefined; exports.renderJavaScriptOptions = unused('a .projenrc'); exports.renderProjenInitOptions = unused('a .projenrc');`,
  'renovatebot.js': `exports.Renovatebot = unused('Renovate');`,
};

const HELPER = `const unused = (what) => function () { throw new Error('not part of this bundle of projen: ' + what); };\n`;

/** @type {import('esbuild').Plugin} */
export const projen = {
  name: 'projen',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]projen[\\/]lib[\\/](util[\\/]dax|javascript[\\/]render-options|renovatebot)\.js$/ },
      ({ path }) => {
        const name = path
          .split(/[\\/]projen[\\/]lib[\\/]/)
          .at(-1)
          .replaceAll('\\', '/');
        return { contents: HELPER + UNUSED[name], loader: 'js' };
      },
    );
  },
};
