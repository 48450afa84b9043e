/** Rows as JSON text, as Flink's JSON format writes them. */
import type { Batch, Column, Dictionary } from '../../engine/batch';
import { jsonWriter } from '../../types/stored';

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
  const json = jsonWriter(type);
  switch (type.spec.storage) {
    case 'dict': {
      const { strings } = dictionary as Dictionary;
      const texts = quotedOf(dictionary as Dictionary);
      return (row) => {
        const code = values[row] as number;
        let text = texts[code];
        if (text === undefined) texts[code] = text = json(strings[code] as string);
        return text;
      };
    }
    case 'bool':
      return (row) => (values[row] === 1 ? 'true' : 'false');
    default:
      return (row) => json(values[row] as number | bigint);
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
