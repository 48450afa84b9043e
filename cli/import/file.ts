/** The text of a job file. */
import { type Doc, layout, quoted } from './layout';
import type { Writer } from './piece';

interface Constant {
  readonly constant: string;
  readonly doc: Doc;
  readonly comment: string;
}

/** The constants of a job file in their order. */
export interface FileParts {
  readonly sources: Constant[];
  readonly sinks: Constant[];
  readonly steps: Constant[];
  readonly inserts: Constant[];
  /** What the script had and the job has not. */
  readonly missing: string[];
}

export function jobFile(name: string, { sources, sinks, steps, inserts, missing }: FileParts, writer: Writer): string {
  writer.use('job');
  const constants = [...sources, ...sinks, ...steps, ...inserts].map(({ constant, doc, comment }) => {
    const open = `export const ${constant} = `;
    return `${commented(comment)}\n${open}${layout(doc, 0, open.length, 1)};\n`;
  });
  const list: Doc = { list: inserts.map((i) => i.constant), open: '[', close: ']' };
  const open = 'export default ';
  const last = layout({ call: 'job', args: [quoted(name), "{ lane: 'regular' }", list] }, 0, open.length, 1);
  const notes = missing.map((text) => `${lineComment(text)}\n`);
  return [writer.importLine(), '', ...constants, ...notes, `${open}${last};`, ''].join('\n');
}

/** A comment in lines of 120 characters. */
function commented(text: string): string {
  if (text.length + 8 <= 120) return `/** ${text} */`;
  return ['/**', ...wrapped(text, ' *'), ' */'].join('\n');
}

const lineComment = (text: string): string => wrapped(text, '//').join('\n');

function wrapped(text: string, begin: string): string[] {
  const lines: string[] = [];
  let line = begin;
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > 120) {
      lines.push(line);
      line = begin;
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
