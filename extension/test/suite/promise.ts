// One thing the extension promises: a sentence, and how to find out.
export interface PromiseKept {
  readonly name: string;
  keep(): Promise<void>;
}
