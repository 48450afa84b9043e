/**
 * The strict reading of one JSON record: slow, simple, and the definition of what is true. The byte scanner must give the
 * same for every record that it does not pass on to here.
 */
import type { ColumnBuffer } from './columns';
import { Fault, missingValue, refuse } from './decode';
import { parseRecord } from './jsonParser';
import { decodeValue } from './values';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes one record into row `row` of the columns. @returns its keys, or why it was refused. */
export function decodeStrictly(
  record: Uint8Array,
  columns: readonly ColumnBuffer[],
  row: number,
): Iterable<string> | Fault {
  let text: string;
  try {
    text = utf8.decode(record);
  } catch {
    return refuse('INVALID_UTF8', 'notUtf8', { byte: firstInvalidByte(record) + 1 });
  }
  const members = parseRecord(text);
  if (members instanceof Fault) return members;
  for (const column of columns) {
    const member = members.get(column.name);
    if (member === undefined || member.form === 'null') {
      if (!column.type.isNullable) return missingValue(column.name, column.type, member ? 'null' : 'no value');
      column.setNull(row);
      continue;
    }
    const value = decodeValue(column.name, column.type, member.form, member.text);
    if (value instanceof Fault) return value;
    column.set(row, value);
  }
  return members.keys();
}

/** Length of the longest valid beginning; only a refused record pays for looking. */
function firstInvalidByte(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      // In streaming mode a character that is cut off at the end is no error.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  return low;
}
