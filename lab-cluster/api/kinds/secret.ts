// Secret: a ConfigMap for what not everyone should read. Values are base64, which hides nothing.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { warningsOfSecret } from '../warnings/config-warnings.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { setSecretDefaults } from '../defaults/secret.ts';
import { validateSecret, validateSecretUpdate } from '../validate/config.ts';

export interface Secret extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly type?: string;
  /** Base64. */
  readonly data?: Readonly<Record<string, string>>;
  /** Plain text, only on the way in: the server moves it into `data`. */
  readonly stringData?: Readonly<Record<string, string>>;
  readonly immutable?: boolean;
}

export const secrets: Kind<Secret> = defineKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  setDefaults: setSecretDefaults,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  rechecksMetadata: true,
  warnings: warningsOfSecret,
  columns: [
    nameColumn,
    column('Type', 'What the keys mean, for programs that read it.', (secret) => secret.type ?? ''),
    column('Data', 'How many keys it holds.', (secret) => Object.keys(secret.data ?? {}).length),
    ageColumn,
  ],
  selectableFields: (secret) => ({ type: secret.type ?? '' }),
});
