/**
 * Java's PriorityQueue in an array: matches that begin with the same row keep no order in it, and the one it happens to have
 * shows in what Flink finds.
 */
export type Compare<T> = (a: T, b: T) => number;

export function add<T>(heap: T[], item: T, compare: Compare<T>): void {
  let i = heap.length;
  while (i > 0) {
    const parent = (i - 1) >>> 1;
    if (compare(item, heap[parent] as T) >= 0) break;
    heap[i] = heap[parent] as T;
    i = parent;
  }
  heap[i] = item;
}

export function poll<T>(heap: T[], compare: Compare<T>): T | undefined {
  const [first] = heap;
  const last = heap.pop();
  if (heap.length > 0) siftDown(heap, 0, last as T, compare);
  return first;
}

/** Removes some items, and puts the rest in order anew. */
export function removeAll<T>(heap: T[], isRemoved: (item: T) => boolean, compare: Compare<T>): void {
  const left = heap.filter((item) => !isRemoved(item));
  if (left.length === heap.length) return;
  heap.splice(0, heap.length, ...left);
  for (let i = (heap.length >>> 1) - 1; i >= 0; i--) siftDown(heap, i, heap[i] as T, compare);
}

function siftDown<T>(heap: T[], from: number, item: T, compare: Compare<T>): void {
  let i = from;
  while (i < heap.length >>> 1) {
    let child = 2 * i + 1;
    if (child + 1 < heap.length && compare(heap[child] as T, heap[child + 1] as T) > 0) child++;
    if (compare(item, heap[child] as T) <= 0) break;
    heap[i] = heap[child] as T;
    i = child;
  }
  heap[i] = item;
}
