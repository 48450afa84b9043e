import { createHash } from 'node:crypto';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { Fn, TerraformLocal, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { escapeTemplate } from '../escape';
import { PrivateBucket } from './privateBucket';
import type { Grantee } from './serviceRole';

export interface ArtifactBucketProps {
  /** Begins the bucket's name. */
  readonly bucketNamePrefix: string;
  /** Let `terraform destroy` delete versions that snapshots may still need. Default: false. */
  readonly forceDestroy?: boolean;
}

/** One version of one object: what an application runs, unchangeable under its version id. */
export interface Artifact {
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly key: string;
  /** S3's version id, a token. */
  readonly version: string;
}

/** An artifact whose text is known when the stack is synthesized. */
export interface TextArtifact extends Artifact {
  /** SHA-256 of the UTF-8 bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Where the bridge's JAR and the jobs' scripts lie: fixed keys, versions told apart by id. Nothing here expires, since
 * a snapshot can only be restored by the code that wrote it.
 */
export class ArtifactBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, props: ArtifactBucketProps) {
    super(scope, id, { bucketNamePrefix: props.bucketNamePrefix, forceDestroy: props.forceDestroy ?? false });
  }

  /**
   * Text, inlined into the configuration: the plan's diff then shows a reviewer which lines change.
   *
   * @throws Error if Terraform would upload other bytes than these: it composes Unicode (NFC) in all that it reads
   */
  addText(id: string, key: string, text: string): TextArtifact {
    if (text !== text.normalize('NFC')) {
      throw new Error(`${key}: has decomposed Unicode, which Terraform would change; write the letters composed (NFC)`);
    }
    const object = new S3Object(this, id, {
      bucket: this.bucketName,
      key,
      content: escapeTemplate(text),
      contentType: 'text/plain; charset=utf-8',
      dependsOn: [this.versioning],
    });
    return { ...this.artifact(object), sha256: createHash('sha256').update(text, 'utf8').digest('hex') };
  }

  /**
   * A file, read by Terraform when it plans and not before: synthesizing and validating work without it.
   *
   * @param path as Terraform sees it, relative to the folder of the synthesized stack
   * @param cure what to do when the file isn't there; the plan stops with it
   */
  addFile(id: string, key: string, path: string, cure: string): Artifact {
    // A local value, because a precondition has to refer to something outside its resource.
    const file = new TerraformLocal(this, `${id}-path`, escapeTemplate(path)).asString;
    const object = new S3Object(this, id, {
      bucket: this.bucketName,
      key,
      source: file,
      // Not `etag`: above 16 MB an upload goes in parts, and its ETag is then no MD5.
      sourceHash: Token.asString(Fn.try([Fn.filemd5(file), ''])),
      contentType: 'application/java-archive',
      dependsOn: [this.versioning],
      lifecycle: { precondition: [{ condition: Fn.fileexists(file), errorMessage: escapeTemplate(cure) }] },
    });
    return this.artifact(object);
  }

  /** Read that version of that object, and nothing else in the bucket. */
  grantReadVersion(grantee: Grantee, sid: string, artifact: Artifact): void {
    grantee.addToPolicy({
      sid,
      actions: ['s3:GetObjectVersion'],
      resources: [`${artifact.bucketArn}/${artifact.key}`],
    });
  }

  private artifact(object: S3Object): Artifact {
    return {
      bucketName: this.bucketName,
      bucketArn: this.bucketArn,
      key: object.keyInput ?? '',
      version: object.versionId,
    };
  }
}
