import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { roleNamePrefix } from './names';

/** One allowed thing: what (`actions`) on what (`resources`). There is no default for either, and no deny. */
export interface PolicyStatement {
  /** Names the statement in the plan, letters and digits only. */
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` alone is refused. */
  readonly resources: readonly string[];
  /** All of them must hold. Default: none. */
  readonly conditions?: readonly PolicyCondition[];
}

export interface PolicyCondition {
  /** Operator, such as `StringEquals`. */
  readonly test: string;
  /** Condition key, such as `aws:SourceAccount`. */
  readonly variable: string;
  readonly values: readonly string[];
}

/** What permissions can be given to; the `grant…` methods of the other building blocks take one. */
export interface Grantee {
  addToPolicy(statement: PolicyStatement): void;
}

export interface ServiceRoleProps {
  /** What the role is for; begins the role's name. */
  readonly name: string;
  /** The service that takes the role, such as `kinesisanalytics.amazonaws.com`. */
  readonly assumedBy: string;
  /** Conditions on who may take it: without one, any account's resources could make the service use this role. */
  readonly assumeConditions: readonly PolicyCondition[];
}

/**
 * A role for an AWS service with exactly the permissions that were granted to it.
 *
 * The policies are `aws_iam_policy_document`s and not JSON text: Terraform computes them without asking AWS, and its
 * plan lists every action by name even while the ARNs are still unknown.
 */
export class ServiceRole extends Construct implements Grantee {
  /** The role's ARN, a token. */
  readonly arn: string;
  /** The permissions in force. Depend on it: a service that starts before it fails, and some fail silently. */
  readonly policy: IamRolePolicy;
  private readonly document: DataAwsIamPolicyDocument;
  private readonly statements: PolicyStatement[] = [];

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: [props.assumedBy] }],
          condition: props.assumeConditions.map(toBlock),
        },
      ],
    });
    const role = new IamRole(this, 'role', {
      namePrefix: roleNamePrefix(props.name),
      assumeRolePolicy: trust.json,
    });
    this.document = new DataAwsIamPolicyDocument(this, 'permissions', {});
    this.policy = new IamRolePolicy(this, 'policy', {
      namePrefix: 'permissions-',
      role: role.name,
      policy: this.document.json,
    });
    this.arn = role.arn;
  }

  addToPolicy(statement: PolicyStatement): void {
    // Two tables in one place ask for the same; a second statement of that name would be an error.
    const same = JSON.stringify(statement);
    if (this.statements.some((known) => JSON.stringify(known) === same)) return;
    if (statement.resources.includes('*')) throw new Error(`${this.node.path}: ${statement.sid} names every resource`);
    this.statements.push(statement);
    this.document.putStatement(
      this.statements.map(({ sid, actions, resources, conditions }) => ({
        sid,
        actions: [...actions],
        resources: [...resources],
        ...(conditions ? { condition: conditions.map(toBlock) } : {}),
      })),
    );
  }
}

const toBlock = ({ test, variable, values }: PolicyCondition) => ({ test, variable, values: [...values] });
