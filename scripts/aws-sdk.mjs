/**
 * The AWS SDK as ES modules, for the bundle of the command line. It and we import its parts on demand, by name; platform
 * node selects its CommonJS, and of a CommonJS module that is imported on demand esbuild keeps `default` alone.
 */
import { sep } from 'node:path';

const SEEN = Symbol('resolved by this plugin');

export const awsSdk = {
  name: 'aws-sdk',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^@(aws-sdk|smithy)\// },
      async ({ path, importer, namespace, resolveDir, kind, pluginData }) => {
        if (pluginData === SEEN) return undefined;
        const found = await resolve(path, { importer, namespace, resolveDir, kind, pluginData: SEEN });
        return {
          ...found,
          pluginData: undefined,
          path: found.path.replace(`${sep}dist-cjs${sep}`, `${sep}dist-es${sep}`),
        };
      },
    );
  },
};
