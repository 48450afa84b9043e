import { App } from 'cdktf';
import { stackName } from './settings';
import { PipelineStack, type PipelineStackProps } from './stacks/pipelineStack';

export interface Synthesis {
  /** Folder to run Terraform in. */
  readonly folder: string;
  readonly stack: PipelineStack;
}

/** Writes the Terraform configuration of a pipeline below `outdir`. */
export function synthesize(outdir: string, props: PipelineStackProps): Synthesis {
  const name = stackName(props.settings);
  const app = new App({
    outdir,
    // Else the configuration records this machine's source paths.
    stackTraces: false,
  });
  const stack = new PipelineStack(app, name, props);
  app.synth();
  return { folder: `${outdir}/stacks/${name}`, stack };
}
