/** Unbounded jobs on the real bridge: started, looked into while they run, stopped with a savepoint, restored. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBridge } from '../../bridge/build';
import type { PropertyGroup } from '../../runtime/connectors/environment';
import { FLINK_JAVA_OPTIONS } from '../../runtime/testing/flink';
import { EMULATED } from './kinesis';
import { Service } from './leash';

const SETTINGS_GROUP = 'millrace.settings';
const SETTINGS: Readonly<Record<string, string>> = {
  'parallelism.default': '1',
  // The file system sink shows rows after checkpoints only.
  'execution.checkpointing.interval': '500 ms',
  // How old the numbers may be that the REST API gives; by default 10 s.
  'metrics.fetcher.update-interval': '200 ms',
};
/** Emulators know neither CBOR, which three SDKs would take by themselves, nor EC2's metadata. */
const EMULATOR_ENV = { AWS_CBOR_DISABLE: '1', AWS_EC2_METADATA_DISABLED: 'true' };
const JVM_OPTIONS = [
  ...FLINK_JAVA_OPTIONS,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Daws.cborEnabled=false',
  '-Dcom.amazonaws.sdk.disableCbor=true',
  '-Dorg.apache.flink.kinesis.shaded.com.amazonaws.sdk.disableCbor=true',
];

/** Where an emulator is, and the keys for it, as options of a table; the stock Kinesis connector's names. */
export function emulatorOptions(endpoint: string): Record<string, string> {
  return {
    'aws.region': EMULATED.region,
    'aws.endpoint': endpoint,
    'aws.credentials.provider': 'BASIC',
    'aws.credentials.basic.accesskeyid': EMULATED.credentials.accessKeyId,
    'aws.credentials.basic.secretkey': EMULATED.credentials.secretAccessKey,
  };
}

export const group = (PropertyGroupId: string, PropertyMap: Readonly<Record<string, string>>): PropertyGroup => ({
  PropertyGroupId,
  PropertyMap,
});

export interface BridgeJobOptions {
  /** The job's SQL. */
  readonly script: string;
  /** What was compiled from it, for a bridge that is to run that. */
  readonly plan?: string;
  /** One group a table; 'millrace.settings' is merged over settings that suit tests. */
  readonly properties: readonly PropertyGroup[];
  /** Where its files are written; the caller removes it. */
  readonly folder: string;
  /** A savepoint to go on from. */
  readonly restoreFrom?: string;
  /** More environment variables, such as AWS_ENDPOINT_URL. */
  readonly env?: Readonly<Record<string, string>>;
  /** More arguments of the bridge. */
  readonly args?: readonly string[];
}

/** Starts a job on a Flink of its own; resolves when its REST API answers, before the job itself runs. */
export async function startJob(options: BridgeJobOptions): Promise<BridgeJob> {
  const { classpath } = await buildBridge({ quiet: true });
  const { folder, script, plan, properties, restoreFrom, env, args = [] } = options;
  const given = properties.find(({ PropertyGroupId }) => PropertyGroupId === SETTINGS_GROUP)?.PropertyMap;
  const restore = restoreFrom === undefined ? {} : { 'execution.state-recovery.path': restoreFrom };
  const groups = [
    ...properties.filter(({ PropertyGroupId }) => PropertyGroupId !== SETTINGS_GROUP),
    group(SETTINGS_GROUP, { ...SETTINGS, ...restore, ...given }),
  ];
  await mkdir(folder, { recursive: true });
  const file = async (flag: string, name: string, content: string | undefined): Promise<string[]> => {
    if (content === undefined) return [];
    await writeFile(join(folder, name), content);
    return [flag, join(folder, name)];
  };
  const files = [
    ...(await file('--script', 'job.sql', script)),
    ...(await file('--plan', 'plan.json', plan)),
    ...(await file('--properties', 'properties.json', JSON.stringify(groups))),
  ];
  const java = [...JVM_OPTIONS, '-cp', classpath.join(':'), 'io.millrace.bridge.Main', ...files, '--dashboard', '0'];
  const service = new Service('the bridge', 'java', [...java, ...args], {
    env: { ...process.env, ...EMULATOR_ENV, ...env },
  });
  const [, rest = ''] = await service.line(/^dashboard (http:\S+)$/);
  return new BridgeJob(service, rest, groups);
}

interface Overview {
  jobs: { jid: string; state: string }[];
}
interface Details {
  vertices: { id: string }[];
}
interface SavepointStatus {
  status: { id: string };
  operation?: { location?: string; 'failure-cause'?: { 'stack-trace': string } };
}

export class BridgeJob {
  constructor(
    private readonly service: Service,
    /** The address of Flink's REST API, which is also its dashboard. */
    readonly rest: string,
    private readonly groups: readonly PropertyGroup[],
  ) {}

  /** The job's id; waits until it is submitted. */
  async jobId(): Promise<string> {
    return (await this.submitted()).jid;
  }

  /** Its state, in Flink's words: RUNNING, FINISHED, … */
  async state(): Promise<string> {
    return (await this.submitted()).state;
  }

  /**
   * The rows that a table's sink has written, if its connector is 'filesystem' with 'json', sorted by their text. Those
   * of part files that are still open count, too: the sink closes them long after their checkpoint. After a failure
   * there may be open files which nobody will ever commit; `committed` leaves open ones out.
   */
  async rows<Row = Record<string, unknown>>(table: string, { committed = false } = {}): Promise<Row[]> {
    const folder = this.groups.find(({ PropertyGroupId }) => PropertyGroupId === `table.${table}`)?.PropertyMap.path;
    if (folder === undefined) throw new Error(`table ${table} has no option 'path'`);
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('part-') || !committed);
    try {
      const contents = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      // What comes after the last line's end is a row that is not written to its end.
      const lines = contents.flatMap((content) => content.split('\n').slice(0, -1));
      return lines.sort().map((line) => JSON.parse(line) as Row);
    } catch (failure) {
      // Committed, and by that renamed, since the folder was read.
      if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure;
      return this.rows(table, { committed });
    }
  }

  /** Polls until it holds. @throws Error when the bridge ends before, or not within `timeoutMs`, with its last lines. */
  async waitFor(predicate: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    let ended: number | string | undefined;
    this.service.ended().then((code) => {
      ended = code;
    });
    while (!(await predicate())) {
      const trouble = ended !== undefined ? `ended with ${ended}` : Date.now() > deadline ? 'took too long' : undefined;
      if (trouble)
        throw new Error([`waiting for ${predicate}: the bridge ${trouble}`, ...this.service.lastLines].join('\n'));
      await pause(100);
    }
  }

  /**
   * Counters and gauges of the running job by the end of their names, such as 'numLateRecordsDropped' or
   * 'Table.metrics.read', each summed over operators and subtasks; 0 where there is none.
   */
  async metrics<Name extends string>(...names: Name[]): Promise<Record<Name, number>> {
    const job = await this.jobId();
    const sums = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
    const { vertices } = await this.get<Details>(`/jobs/${job}`);
    for (const { id } of vertices) {
      const path = `/jobs/${job}/vertices/${id}/subtasks/metrics`;
      const known = await this.get<{ id: string }[]>(path);
      for (const name of names) {
        const ids = known.map((metric) => metric.id).filter((each) => each === name || each.endsWith(`.${name}`));
        if (ids.length === 0) continue;
        const found = await this.get<{ sum: number }[]>(`${path}?agg=sum&get=${encodeURIComponent(ids.join(','))}`);
        sums[name] += found.reduce((total, { sum }) => total + sum, 0);
      }
    }
    return sums;
  }

  /** Stops the job with a savepoint in a folder of this one. Returns the savepoint's path; the bridge stays up. */
  async stopWithSavepoint(targetDirectory: string): Promise<string> {
    const job = await this.jobId();
    const body = JSON.stringify({ targetDirectory, drain: false });
    const answer = await this.call(`/jobs/${job}/stop`, { method: 'POST', body });
    const { 'request-id': request } = (await answer.json()) as { 'request-id': string };
    for (;;) {
      const { status, operation } = await this.get<SavepointStatus>(`/jobs/${job}/savepoints/${request}`);
      if (operation?.location) return operation.location;
      if (status.id === 'COMPLETED') throw new Error(operation?.['failure-cause']?.['stack-trace']);
      await pause(100);
    }
  }

  /** Cancels the job; the bridge then ends by itself. */
  async cancel(): Promise<void> {
    await this.call(`/jobs/${await this.jobId()}`, { method: 'PATCH' });
    await this.service.ended();
  }

  /** Resolves when the bridge ends, which it does by itself only with a job that fails: to its code and what it said. */
  async ended(): Promise<{ code: number | string; said: string }> {
    return { code: await this.service.ended(), said: this.service.said.join('\n') };
  }

  /** Ends the bridge, its job and its Flink; what it has kept on disk for itself goes, too. */
  stop(): Promise<void> {
    return this.service.stop();
  }

  private async submitted(): Promise<Overview['jobs'][number]> {
    let found: Overview['jobs'][number] | undefined;
    await this.waitFor(async () => {
      const overview = await this.get<Overview>('/jobs/overview').catch(() => undefined);
      found = overview?.jobs[0];
      return found !== undefined;
    });
    return found as Overview['jobs'][number];
  }

  private async get<Answer>(path: string): Promise<Answer> {
    return (await (await this.call(path)).json()) as Answer;
  }

  private async call(path: string, request: RequestInit = {}): Promise<Response> {
    const answer = await fetch(`${this.rest}${path}`, request);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }
}

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));
