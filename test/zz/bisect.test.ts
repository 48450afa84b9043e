import { expression } from '/tmp/wt/h2/runtime/sql/query';
import { useFlink } from '/tmp/wt/h2/test/flink/oracle';
import { caseFiles, flinkAnswers } from '/tmp/wt/h2/test/functions/run';

const flink = useFlink();
test('bisect', async () => {
  const want = process.env.FILE as string;
  for (const file of caseFiles().filter((f) => f.file.endsWith(`${want}.ts`))) {
    for (const [i, one] of file.cases.entries()) {
      try {
        const [a] = await flinkAnswers(flink(), { ...file, cases: [one] });
        if (process.env.ALL || (typeof one[1] !== 'object' ? a?.value !== one[1] : false))
          process.stdout.write(`${i} ${expression(one[0].node).slice(0, 150)} => ${JSON.stringify(a)} ${one[1]} \n`);
      } catch (e) {
        process.stdout.write(
          `${i} ${expression(one[0].node).slice(0, 200)} !! ${(e as Error).message.slice(0, 200)}\n`,
        );
      }
    }
  }
}, 600000);
