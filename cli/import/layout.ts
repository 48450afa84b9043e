/** Lays TypeScript out as the project's formatter does: 2 spaces, lines of 120 characters. */

const WIDTH = 120;

export type Doc =
  | string
  | { readonly list: readonly Doc[]; readonly open: string; readonly close: string }
  | { readonly chain: readonly Doc[] }
  | { readonly call: string; readonly args: readonly Doc[] }
  | { readonly arrow: string; readonly body: Doc }
  | { readonly key: string; readonly value: Doc; readonly comment?: string };

/** An entry may have a comment behind it. */
export const object = (
  entries: readonly (readonly [name: string, value: Doc, comment?: string | undefined])[],
): Doc => ({
  list: entries.map(([name, value, comment]) => ({ key: property(name), value, ...(comment && { comment }) })),
  open: '{ ',
  close: ' }',
});
export const array = (items: readonly Doc[]): Doc => ({ list: items, open: '[', close: ']' });

/** A text in single quotes. */
export function quoted(text: string): string {
  const json = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return text.includes("'") && !text.includes('"') ? `"${json}"` : `'${json.replaceAll("'", "\\'")}'`;
}

const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);
const property = (name: string): string => (isIdentifier(name) ? name : quoted(name));
export const member = (object: string, name: string): string =>
  isIdentifier(name) ? `${object}.${name}` : `${object}[${quoted(name)}]`;

/** On one line. */
function flat(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  if ('list' in doc) {
    return doc.list.length === 0
      ? doc.open.trim() + doc.close.trim()
      : doc.open + doc.list.map(flat).join(', ') + doc.close;
  }
  if ('chain' in doc) return doc.chain.map(flat).join('');
  if ('call' in doc) return `${doc.call}(${doc.args.map(flat).join(', ')})`;
  if ('arrow' in doc) return `${doc.arrow} => ${isObject(doc.body) ? `(${flat(doc.body)})` : flat(doc.body)}`;
  return doc.key === '' ? flat(doc.value) : `${doc.key}: ${flat(doc.value)}`;
}

/** `column` is where the text begins, `after` the number of characters that must follow its last line. */
export function layout(doc: Doc, indent = 0, column = indent, after = 0): string {
  const line = flat(doc);
  if (!mustBreak(doc) && column + line.length + after <= WIDTH) return line;
  if (typeof doc === 'string') return doc;
  const inner = indent + 2;
  const pad = `\n${' '.repeat(inner)}`;
  const end = `\n${' '.repeat(indent)}`;
  if ('list' in doc) {
    const items = doc.list.map((item) => `${pad}${layout(item, inner, inner, 1)},${commentOf(item)}`);
    return `${doc.open.trim()}${items.join('')}${end}${doc.close.trim()}`;
  }
  if ('chain' in doc) {
    const [head = '', ...steps] = doc.chain;
    // One call stays behind its object.
    if (steps.length < 2) return joined(doc.chain, indent, column, after);
    const shown = steps.map((step, i) => `${pad}${layout(step, inner, inner, i === steps.length - 1 ? after : 0)}`);
    return layout(head, indent, column) + shown.join('');
  }
  if ('call' in doc) {
    const last = doc.args.at(-1);
    const before = doc.args
      .slice(0, -1)
      .map((arg) => `${flat(arg)}, `)
      .join('');
    const open = `${doc.call}(${before}`;
    // The last argument may open its brackets on the call's line.
    if (last !== undefined && hugs(last) && column + open.length + 20 <= WIDTH && !open.includes('\n')) {
      const shown = layout(last, indent, column + open.length, after + 1);
      const broken = typeof last !== 'string' && 'arrow' in last && !isObject(last.body) && shown.includes('=>\n');
      return broken ? `${open}${shown},${end})` : `${open}${shown})`;
    }
    const args = doc.args.map((arg) => `${pad}${layout(arg, inner, inner, 1)},`);
    return `${doc.call}(${args.join('')}${end})`;
  }
  if ('arrow' in doc) {
    const open = `${doc.arrow} => `;
    if (isObject(doc.body)) return `${open}(${layout(doc.body, indent, column + open.length + 1, after + 1)})`;
    return `${doc.arrow} =>${pad}${layout(doc.body, inner, inner, 1)}`;
  }
  if (doc.key === '') return layout(doc.value, indent, column, after);
  return `${doc.key}: ${layout(doc.value, indent, column + doc.key.length + 2, after)}`;
}

const joined = (docs: readonly Doc[], indent: number, column: number, after: number): string => {
  let text = '';
  docs.forEach((doc, i) => {
    const at = text.includes('\n') ? text.length - text.lastIndexOf('\n') - 1 : column + text.length;
    // What follows a closing bracket is on its line.
    const behind = docs.slice(i + 1).reduce((n: number, d) => n + flat(d).length, after);
    text += layout(doc, indent, at, behind);
  });
  return text;
};

const commentOf = (doc: Doc): string =>
  typeof doc !== 'string' && 'key' in doc && doc.comment ? ` // ${doc.comment}` : '';
const isObject = (doc: Doc): boolean => typeof doc !== 'string' && 'list' in doc && doc.open === '{ ';
const hugs = (doc: Doc): boolean => typeof doc !== 'string' && ('arrow' in doc || isObject(doc));

/** Chains of three calls, one of them with a function, are broken even where they fit, and so is what has comments. */
function mustBreak(doc: Doc): boolean {
  if (typeof doc === 'string') return false;
  if ('list' in doc) return doc.list.some((item) => commentOf(item) !== '' || mustBreak(item));
  if ('call' in doc) return doc.args.some(mustBreak);
  if ('arrow' in doc) return mustBreak(doc.body);
  if ('key' in doc) return mustBreak(doc.value);
  const takesFunction = (step: Doc) =>
    typeof step !== 'string' && 'call' in step && step.args.some((arg) => typeof arg !== 'string' && 'arrow' in arg);
  return doc.chain.some(mustBreak) || (doc.chain.length > 3 && doc.chain.some(takesFunction));
}
