// Requests and limits as they stand in specs: quantities under resource names.

/** Quantities by resource name: cpu, memory, ephemeral-storage, or an extended `domain/name`. */
export type ResourceList = Readonly<Record<string, string>>;

export interface ResourceRequirements {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
  readonly claims?: readonly { readonly name: string; readonly request?: string }[];
}
