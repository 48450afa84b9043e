/** Where in a person's TypeScript the library was called: what is said of an operator names its line. */
import { existsSync } from 'node:fs';
import { findSourceMap, type SourceMapping } from 'node:module';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CallSite {
  /** File and line, the file relative to its nearest package.json: `jobs/averages.ts:14`; empty where it is not known. */
  readonly at: string;
  /** The method or function that was called there, such as `select`. */
  readonly call: string;
}

/** Frames of the library between a call and the node that it makes; a few more cost nothing. */
const DEEPEST = 20;
/** Sources and a build have the same folders: everything of the library that makes plans is in this one. */
const LIBRARY = __dirname + sep;
/** What the command adds to the name of a file whose bundle it runs. */
export const BUNDLED = '.cjs';

/** The innermost call that comes from outside the library. */
export function callSite(): CallSite {
  const frames = stack((_, sites) => sites) as NodeJS.CallSite[];
  const outside = frames.findIndex((frame) => !fileOf(frame.getFileName() ?? '').startsWith(LIBRARY));
  const [callee, caller] = [frames[outside - 1], frames[outside]];
  if (!callee || !caller) return { at: '', call: '' };
  const call = callee.getMethodName() ?? callee.getFunctionName() ?? '';
  // As text, since that is what loaders map back to TypeScript, each in its own way: Node itself, tsx, jest. The first
  // line is the error's.
  const line = String(stack()).split('\n')[outside + 1] ?? '';
  const [, url = '', row = '', column = ''] = /^\s+at (?:.* \()?(?:async )?(.*?):(\d+):(\d+)\)?$/.exec(line) ?? [];
  return { at: place(fileOf(url), Number(row), Number(column)), call };
}

/** The stack above `callSite`, of the same frames however it is prepared. */
function stack(prepare?: (error: Error, frames: NodeJS.CallSite[]) => unknown): unknown {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: unknown } = {};
  Error.stackTraceLimit = DEEPEST;
  if (prepare) Error.prepareStackTrace = prepare;
  try {
    Error.captureStackTrace(holder, callSite);
    return holder.stack;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    Error.prepareStackTrace = prepareStackTrace;
  }
}

const fileOf = (url: string): string => (url.startsWith('file:') ? fileURLToPath(url) : url);

function place(file: string, line: number, column: number): string {
  if (file === '') return '';
  // Where nobody has mapped the text, as in a test that runs the command's bundle.
  const bundled = file.endsWith(BUNDLED) ? findSourceMap(file)?.findEntry(line - 1, column - 1) : undefined;
  if (bundled && isMapping(bundled)) return `${named(fileOf(bundled.originalSource))}:${bundled.originalLine + 1}`;
  return `${named(file)}:${line}`;
}

// One that is not mapped is an empty object.
const isMapping = (entry: object): entry is SourceMapping => 'originalSource' in entry;

const roots = new Map<string, string | undefined>();

/** The nearest folder upwards with a package.json. */
function rootOf(folder: string): string | undefined {
  if (!roots.has(folder)) {
    const isRoot = existsSync(join(folder, 'package.json'));
    const parent = dirname(folder);
    roots.set(folder, isRoot ? folder : parent === folder ? undefined : rootOf(parent));
  }
  return roots.get(folder);
}

/** Names must be the same on every machine: no path has a part of one's own in it. */
function named(file: string): string {
  const root = rootOf(dirname(file));
  const path = root === undefined ? basename(file) : relative(root, file);
  return path.replaceAll('\\', '/');
}
