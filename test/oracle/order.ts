/** In which order rows come behind an operator, as far as both engines must agree on it. */
import type { PlanNode } from '../../runtime/operators/operator';
import { isSource } from '../../runtime/operators/source';
import { isWindowTable } from '../../runtime/operators/window-table';
import type { Schema } from '../../runtime/types/type';

/** Operators that give the rows of one input in the order in which they came, or answer each at once. */
const IN_ORDER = new Set([
  'TableSourceScan',
  'Filter',
  'Project',
  'Correlate',
  'RecordMetadata',
  'LateRows',
  'OnTime',
  'Limit',
  'Rank',
  'WindowTableFunction',
]);

const hasBounds = (schema: Schema): boolean =>
  Object.values(schema).some(({ role }) => role === 'window_start' || role === 'window_end');

/**
 * Whether the order of a relation's rows is known. Behind two inputs it is not, for they interleave; nor where results of
 * several keys become final at one moment, as windows' do.
 */
export function isOrdered(node: PlanNode): boolean {
  const { name } = node.operator;
  const input = node.inputs[0];
  if (name === 'GroupAggregate')
    return input !== undefined && !isWindowTable(input) && !hasBounds(input.schema) && isOrdered(input);
  if (name === 'Rank' && input !== undefined && (isWindowTable(input) || hasBounds(input.schema))) return false;
  if (name === 'LookupJoin') return isOrdered(input as PlanNode);
  return IN_ORDER.has(name) && node.inputs.every(isOrdered);
}

/** The sources of a relation. */
export function sourcesOf(node: PlanNode, found = new Set<PlanNode>()): Set<PlanNode> {
  if (isSource(node)) found.add(node);
  for (const input of node.inputs) sourcesOf(input, found);
  return found;
}

const EVENT_TIME = new Set(['WindowTableFunction', 'OnTime']);

/** Operators of two inputs in event time, whose answers depend on which of their rows came first where one comes late. */
const MEETING = new Set(['TemporalJoin']);

/** Whether an operator puts rows of several sources in the order of time: which are late then depends on how they interleave. */
export function needsPunctual(node: PlanNode): boolean {
  const { name } = node.operator;
  return MEETING.has(name) || (EVENT_TIME.has(name) && sourcesOf(node).size > 1) || node.inputs.some(needsPunctual);
}
