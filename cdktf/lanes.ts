import type { Lane } from 'millrace';
import type { FlinkSizing } from './constructs/flinkApplication';

/** What a lane means on AWS. */
export interface LaneSettings extends FlinkSizing {
  /** Start with `terraform apply`. Scenic jobs wait for their schedule: a finished one that runs on is billed. */
  readonly startOnApply: boolean;
}

/**
 * A KPU is 1 vCPU and 4 GiB; an application is billed parallelism / parallelismPerKpu of them, and one more.
 * A result leaves for a file only with the checkpoint that completes it, so the interval bounds the latency there.
 */
export const lanes: Readonly<Record<Lane, LaneSettings>> = {
  fast: { parallelism: 4, parallelismPerKpu: 1, checkpointSeconds: 10, autoScaling: true, startOnApply: true },
  regular: { parallelism: 2, parallelismPerKpu: 1, checkpointSeconds: 60, autoScaling: true, startOnApply: true },
  scenic: { parallelism: 2, parallelismPerKpu: 2, checkpointSeconds: 300, autoScaling: false, startOnApply: false },
};
