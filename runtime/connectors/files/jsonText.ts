/** Rows as JSON text, as Flink's JSON format writes them. */
import type { Batch, Column, Dictionary } from '../../engine/batch';
import { formatTimestamp } from '../../time';

/** Quoted texts by dictionary: a string is escaped once, not once a row. */
const quoted = new WeakMap<Dictionary, string[]>();

/** The rows of a batch, a line each, with the keys in the order of `names`. */
export function jsonLines(batch: Batch, names: readonly string[]): string {
  const keys = names.map((name, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  const texts = batch.columns.map(valueTexts);
  let lines = '';
  for (let row = 0; row < batch.length; row++) {
    for (let i = 0; i < texts.length; i++) {
      const text = texts[i] as ValueText;
      lines += keys[i];
      lines += text(row);
    }
    lines += texts.length === 0 ? '{}\n' : '}\n';
  }
  return lines;
}

type ValueText = (row: number) => string;

function valueTexts(column: Column): ValueText {
  const text = notNullText(column);
  const { nulls } = column;
  return nulls === undefined ? text : (row) => (nulls[row] === 1 ? 'null' : text(row));
}

function notNullText({ type, values, dictionary }: Column): ValueText {
  switch (type.spec.storage) {
    case 'dict': {
      const { strings } = dictionary as Dictionary;
      const texts = quotedOf(dictionary as Dictionary);
      // Flink writes bytes in Base64.
      const quote =
        type.kind === 'BYTES' ? (s: string) => `"${Buffer.from(s, 'latin1').toString('base64')}"` : JSON.stringify;
      return (row) => {
        const code = values[row] as number;
        let text = texts[code];
        if (text === undefined) texts[code] = text = quote(strings[code] as string);
        return text;
      };
    }
    case 'time':
      return (row) => `"${formatTimestamp(values[row] as number)}"`;
    case 'f64':
      return (row) => doubleText(values[row] as number);
    case 'bool':
      return (row) => (values[row] === 1 ? 'true' : 'false');
    default:
      return (row) => String(values[row]);
  }
}

function quotedOf(dictionary: Dictionary): string[] {
  let texts = quoted.get(dictionary);
  if (texts === undefined) {
    texts = [];
    quoted.set(dictionary, texts);
  }
  return texts;
}

/**
 * A double as Java spells it (`1.0`, `-0.0`, `1.0E10`), so that local and Flink's files compare as text; JSON has no NaN
 * and no infinities, which Flink writes as texts.
 */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
