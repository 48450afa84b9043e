import { buildBridge } from '../../bridge/build';
import { FlinkOracle } from '../../runtime/testing/flink';

/** One warm Flink for the tests of a file. */
export function useFlink(): () => FlinkOracle {
  let flink: FlinkOracle | undefined;
  beforeAll(async () => {
    const { classpath } = await buildBridge();
    flink = await FlinkOracle.start({ classpath });
  }, 600_000);
  afterAll(() => flink?.stop());
  return () => flink as FlinkOracle;
}
