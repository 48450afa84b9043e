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
}

export function jobFile(name: string, { sources, sinks, steps, inserts }: FileParts, writer: Writer): string {
  writer.use('job');
  const constants = [...sources, ...sinks, ...steps, ...inserts].map(({ constant, doc, comment }) => {
    const open = `export const ${constant} = `;
    return `${commented(comment)}\n${open}${layout(doc, 0, open.length, 1)};\n`;
  });
  const list: Doc = { list: inserts.map((i) => i.constant), open: '[', close: ']' };
  const open = 'export default ';
  const last = layout({ call: 'job', args: [quoted(name), "{ lane: 'regular' }", list] }, 0, open.length, 1);
  return [writer.importLine(), '', ...constants, `${open}${last};`, ''].join('\n');
}

/** A comment in lines of 120 characters. */
function commented(text: string): string {
  if (text.length + 8 <= 120) return `/** ${text} */`;
  const lines: string[] = [];
  let line = ' *';
  for (const word of text.split(' ')) {
    if (line.length + 1 + word.length > 120) {
      lines.push(line);
      line = ' *';
    }
    line += ` ${word}`;
  }
  return ['/**', ...lines, line, ' */'].join('\n');
}
