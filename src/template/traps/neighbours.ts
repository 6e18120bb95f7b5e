/** The files beside a template: samconfig.toml, package.json, buildspec.yml. What does not read is somebody else's finding. */
import { parse as parseToml } from '#smol-toml';
import type { Location, SourceDocument } from '../model.ts';
import { parseDocument } from '../parse.ts';
import { isRecord, own } from '../resolve/values.ts';

/** A command line that a script or a build runs. */
export interface Command {
  readonly text: string;
  /** The name of the script in package.json, or the phase of the buildspec. */
  readonly name: string;
  readonly file: 'package.json' | 'buildspec.yml';
  readonly location: Location | undefined;
}

/** The table `[environment.command.parameters]` of samconfig.toml. */
export interface SamconfigTable {
  readonly environment: string;
  readonly command: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The place of a key of the table, else of its heading. */
  readonly locate: (key?: string) => Location | undefined;
}

export class Neighbours {
  readonly #folder: string;
  readonly #files: Readonly<Record<string, string>>;
  #commands: readonly Command[] | undefined;
  #samconfig: readonly SamconfigTable[] | undefined;
  readonly #documents = new Map<string, SourceDocument | undefined>();

  constructor(template: string, files: Readonly<Record<string, string>>) {
    this.#folder = template.slice(0, Math.max(template.lastIndexOf('/'), template.lastIndexOf('\\')) + 1);
    this.#files = files;
  }

  has(file: string): boolean {
    return Object.hasOwn(this.#files, file);
  }

  text(file: string): string | undefined {
    return this.has(file) ? this.#files[file] : undefined;
  }

  /** A YAML or JSON file with its places. */
  document(file: string): SourceDocument | undefined {
    if (!this.#documents.has(file)) this.#documents.set(file, this.#read(file));
    return this.#documents.get(file);
  }

  /** Scripts of package.json and commands of the buildspec, a line continued by a backslash joined. */
  commands(): readonly Command[] {
    return (this.#commands ??= [...this.#scripts(), ...this.#buildCommands()]);
  }

  samconfig(): readonly SamconfigTable[] {
    return (this.#samconfig ??= this.#tables());
  }

  #read(file: string): SourceDocument | undefined {
    const text = this.text(file);
    if (text === undefined) return undefined;
    try {
      return parseDocument(text, this.#folder + file);
    } catch {
      return undefined;
    }
  }

  #scripts(): Command[] {
    const document = this.document('package.json');
    const scripts = own(document?.data, 'scripts');
    if (!document || !isRecord(scripts)) return [];
    return Object.entries(scripts).flatMap(([name, text]) =>
      typeof text === 'string'
        ? [{ text, name, file: 'package.json' as const, location: document.locate(['scripts', name]) }]
        : [],
    );
  }

  #buildCommands(): Command[] {
    const document = this.document('buildspec.yml');
    const phases = own(document?.data, 'phases');
    if (!document || !isRecord(phases)) return [];
    return Object.entries(phases).flatMap(([name, phase]) =>
      ['commands', 'finally'].flatMap((block) => {
        const commands = own(phase, block);
        return (Array.isArray(commands) ? (commands as unknown[]) : []).flatMap((text, index) => {
          if (typeof text !== 'string') return [];
          const location = document.locate(['phases', name, block, index]);
          return [{ text: text.replace(/\\\r?\n\s*/g, ''), name, file: 'buildspec.yml' as const, location }];
        });
      }),
    );
  }

  #tables(): SamconfigTable[] {
    const text = this.text('samconfig.toml');
    if (text === undefined) return [];
    let data: unknown;
    try {
      data = parseToml(text);
    } catch {
      return [];
    }
    return entries(data).flatMap(([environment, commands]) =>
      entries(commands).map(([command, table]) => {
        const parameters = own(table, 'parameters');
        return {
          environment,
          command,
          parameters: isRecord(parameters) ? parameters : {},
          locate: (key?: string) => this.#locateToml(text, environment, command, key),
        };
      }),
    );
  }

  /** The line of the heading, or of the key below it. */
  #locateToml(text: string, environment: string, command: string, key: string | undefined): Location | undefined {
    const lines = text.split('\n');
    const heading = new RegExp(`^\\s*\\[\\s*["']?${escape(environment)}["']?\\s*\\.\\s*${escape(command)}\\b`);
    const at = lines.findIndex((line) => heading.test(line));
    if (at < 0) return undefined;
    const end = lines.findIndex((line, index) => index > at && /^\s*\[[^\]]*\]\s*(#.*)?$/.test(line));
    const found =
      key === undefined
        ? -1
        : lines.slice(at, end < 0 ? undefined : end).findIndex((line) => line.trimStart().startsWith(key));
    const line = found < 0 ? at : at + found;
    const column = (lines[line] ?? '').search(/\S/) + 1;
    return { file: `${this.#folder}samconfig.toml`, line: line + 1, column };
  }
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The names that `--parameter-overrides` or samconfig's `parameter_overrides` gives, in both of SAM's spellings. */
export function overrideNames(value: unknown): string[] {
  const text = Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : '';
  if (isRecord(value)) return Object.keys(value);
  const names = text.matchAll(/ParameterKey=["']?([A-Za-z0-9]+)|(?:^|[\s"'])([A-Za-z0-9]+)=/g);
  return [...names].map(([, older, name]) => older ?? name ?? '').filter((name) => name !== 'ParameterKey');
}

/** The `sam deploy` commands in a command line, each with what follows it up to the next command. */
export function samCommands(text: string, subcommand: string): string[] {
  const pattern = new RegExp(`\\bsam\\s+${subcommand}\\b((?:"[^"]*"|'[^']*'|[^;&|\\n"'])*)`, 'g');
  return [...text.matchAll(pattern)].map(([, options]) => options ?? '');
}
