import { environment, filesystem, kinesis } from 'millrace';
import { averages, metrics } from '../jobs/tables';
import type { BindingTargets } from './stacks/pipelineStack';

/** Where the logical tables live on AWS. The values are Terraform's: known when it applies. */
export const awsEnvironment = ({ stream, bucket, region }: BindingTargets) =>
  environment('aws')
    .bind(metrics, kinesis({ stream, region }))
    .bind(averages, filesystem({ path: `s3://${bucket}/averages/`, format: 'json' }))
    .bindSideOutputs((table, job) => filesystem({ path: `s3://${bucket}/aside/${job}/${table}/`, format: 'json' }));
