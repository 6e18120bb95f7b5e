/** Files that name what a tool leaves alone, a pattern a line. */
import type { AdoptedConfig } from '../../../config/config.ts';
import type { Beside, Found } from './beside.ts';
import { NOTHING, only } from './beside.ts';
import { isIgnored, withIncluded } from './git-patterns.ts';
import { HEADING, vendoredPath } from './tool.ts';

const MEASUREMENTS = 'fitness/measurements.json';

/** .gitignore: what `measure` writes is of one build; what is ours is committed, whatever else is not. */
export function gitignoreParts({ config, adopted, file: { text } }: Beside): Found {
  const kept = withIncluded(text, committed(adopted.hooks, vendoredPath(config.tool)));
  const measured =
    adopted.hooks === 'source' && !isIgnored([text, ...kept].join('\n'), MEASUREMENTS) ? [MEASUREMENTS] : [];
  return linesOf([...kept, ...measured]);
}

/** Of each folder and kind of file one: what is committed of ours. */
function committed(hooks: AdoptedConfig['hooks'], vendored: string | undefined): string[] {
  return [
    'fitness.yaml',
    'fitness-known-failures.json',
    '.fitness/manifest.json',
    '.fitness/base/fitness.yaml.base',
    ...IN_FOLDER[hooks].map((path) => `fitness/${path}`),
    ...(vendored === undefined ? [] : [vendored]),
  ];
}

const IN_FOLDER: Readonly<Record<AdoptedConfig['hooks'], readonly string[]>> = {
  source: [
    'checks/README.md',
    'checks/custom/index.ts',
    'hooks/recorder.ts',
    'package.json',
    'tsconfig.json',
    'jest.config.js',
    '.prettierrc.json',
    'yaml.d.ts',
  ],
  // it takes in what else there is
  prebuilt: ['.gitignore'],
  none: [],
};

/** .prettierignore: the owner's Prettier may be of another version, and has other options. */
export function prettierignoreParts({ adopted, file: { text } }: Beside): Found {
  const ours = [
    '.fitness/',
    'fitness-known-failures.json',
    'fitness.yaml',
    ...(adopted.hooks === 'none' ? [] : ['fitness/']),
  ];
  return linesOf(ours.filter((line) => !isIgnored(text, line.replace(/\/$/, '/x'))));
}

/** .eslintignore, of ESLint before 9: the owner's rules are for the owner's code. */
export function eslintignoreParts({ adopted, file: { text } }: Beside): Found {
  return adopted.hooks !== 'none' && !isIgnored(text, 'fitness/x') ? linesOf(['fitness/']) : NOTHING;
}

function linesOf(lines: readonly string[]): Found {
  return lines.length === 0 ? NOTHING : only({ lines: [`# ${HEADING}`, ...lines] });
}
