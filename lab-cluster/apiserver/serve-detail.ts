// What a request went through, kept with its span. Every request leaves one of these, so it holds references that are shared
// anyway, and makes sentences of them only when somebody looks.

export const STEPS = [
  'route',
  'authenticate',
  'authorise',
  'mutating admission',
  'schema and validation',
  'validating admission',
  'storage',
  'watch cache',
] as const;

export type StepName = (typeof STEPS)[number];

export interface PipelineStep {
  readonly step: string;
  readonly text: string;
}

export class ServeDetail {
  user = '';
  userAgent = '';
  /** Revision the storage step ended with; 0 when it wrote nothing. */
  revision = 0;
  route = '';
  authenticate = '';
  authorise = '';
  'mutating admission' = '';
  'schema and validation' = '';
  'validating admission' = '';
  /** The key in etcd. */
  storage = '';
  'watch cache' = '';

  /** What admission plugins note for the audit log; absent when none did. */
  auditAnnotations: Readonly<Record<string, string>> | undefined;

  annotate(key: string, value: string): void {
    this.auditAnnotations = { ...this.auditAnnotations, [key]: value };
  }

  pass(step: StepName, text: string): void {
    this[step] = text;
  }

  /** The steps it came to, in order, each with a short text. */
  get pipeline(): readonly PipelineStep[] {
    const passed: PipelineStep[] = [];
    for (const step of STEPS) {
      const text = this[step];
      if (text === '') continue;
      const stored = step === 'storage' && this.revision > 0;
      passed.push({ step, text: stored ? `${text}, revision ${this.revision}` : text });
      if (stored)
        passed.push({ step: 'watch cache', text: `revision ${this.revision} comes back through etcd's watch and goes out to watchers` });
    }
    return passed;
  }
}
