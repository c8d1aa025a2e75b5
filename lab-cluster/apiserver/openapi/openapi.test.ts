// The OpenAPI documents, held against those of a real API server: every schema and path that the lab serves, but not the prose.
// Reads OPENAPI_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isPlainObject } from '../../api/plain-object.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { servedVersions } from '../discovery/groups.ts';
import { documentV2 } from './document-v2.ts';
import { documentV3, pathOf } from './document-v3.ts';
import { encodeDocumentV2 } from './protobuf-v2.ts';
import { rootOperations } from './root-operations.ts';

const folder = process.env['OPENAPI_DIR'] ?? '../shared/openapi';

interface Document {
  readonly paths: Readonly<Record<string, unknown>>;
  readonly components: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface Described {
  readonly description?: string;
  readonly $ref?: string;
}

interface DocumentTwo {
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, unknown>>;
}

/** Which groups options belong to depends on which are served. */
const EXCEPT = ['DeleteOptions/x-kubernetes-group-version-kind'];

/** Metrics come from a server of their own, which the recorded cluster did not have. */
const builtIn = servedVersions().filter((served) => !pathOf(served).includes('metrics.k8s.io'));
const roots = rootOperations()
  .map(({ document }) => document)
  .filter((document) => !document.includes('metrics.k8s.io'));
const compared = builtIn.filter((served) => existsSync(join(folder, 'v3', fileOf(pathOf(served)))));

describe.skipIf(!existsSync(join(folder, 'v3')))('OpenAPI version 3, held against a real API server', () => {
  it('finds the document of every group version', () => expect(compared).toHaveLength(builtIn.length));

  it.each([...compared.map(pathOf), ...roots])('%s describes every schema and path alike', (path) => {
    const real = JSON.parse(readFileSync(join(folder, 'v3', fileOf(path)), 'utf8')) as Document;
    const ours = JSON.parse(JSON.stringify(documentV3(path))) as Document;
    const found: string[] = [];
    const schemas = Object.entries(ours.components.schemas ?? {});
    expect(schemas.length).toBeGreaterThan(roots.includes(path) ? -1 : 5);
    for (const [name, schema] of schemas) compare(real.components.schemas?.[name], schema, name.split('.').at(-1) ?? '', found);
    const paths = Object.entries(ours.paths);
    expect(paths.length).toBeGreaterThan(0);
    for (const [name, item] of paths) compare(real.paths[name], item, name, found);
    expect(found).toEqual([]);
  });
});

describe.skipIf(!existsSync(join(folder, 'v2.json')))('OpenAPI version 2, held against a real API server', () => {
  it('defines every type alike', () => {
    const real = JSON.parse(readFileSync(join(folder, 'v2.json'), 'utf8')) as DocumentTwo;
    const { definitions: ours, paths } = JSON.parse(JSON.stringify(documentV2())) as DocumentTwo;
    const found: string[] = [];
    const names = Object.keys(ours).filter((name) => !name.includes('.metrics.'));
    expect(names.length).toBeGreaterThan(200);
    for (const name of names) compare(real.definitions[name], ours[name], name.split('.').at(-1) ?? '', found);
    for (const { document } of rootOperations().filter((one) => roots.includes(one.document))) {
      compare(real.paths[`/${document}/`], paths[`/${document}/`], document, found);
    }
    expect(found).toEqual([]);
  });
});

describe('OpenAPI', () => {
  const lab = createApiLab();

  it('has an index whose addresses lead to documents, and answers 304 to who has one', () => {
    const { paths } = lab.get('/openapi/v3').body as unknown as { paths: Readonly<Record<string, { serverRelativeURL: string }>> };
    expect(Object.keys(paths)).toContain('apis/apps/v1');
    for (const { serverRelativeURL } of Object.values(paths)) {
      const [path = '', hash] = serverRelativeURL.split('?hash=');
      const response = lab.get(path);
      expect(response.headers?.['etag']).toBe(`"${hash}"`);
      const again = lab.ask({ method: 'GET', path, headers: { 'if-none-match': `"${hash}"` } });
      expect(again.code).toBe(304);
    }
    expect(lab.get('/openapi/v3/apis/nope/v1').code).toBe(404);
  });

  it('has the whole as protobuf for who asks so', () => {
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const { raw, code } = lab.ask({ method: 'GET', path: '/openapi/v2', headers: { accept } });
    expect({ code, contentType: raw?.contentType }).toEqual({
      code: 200,
      contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    });
    expect(Buffer.compare(raw?.bytes ?? new Uint8Array(), encodeDocumentV2(documentV2()))).toBe(0);
    expect(lab.ask({ method: 'GET', path: '/openapi/v2', headers: { accept: 'application/json' } }).body).toMatchObject({ swagger: '2.0' });
  });

  it('says of every field that holds a struct what it is for, and not what its type is once more', () => {
    const structs = documentV2().definitions as Readonly<Record<string, Described & { properties?: Readonly<Record<string, Described>> }>>;
    let seen = 0;
    for (const [name, { properties = {} }] of Object.entries(structs)) {
      if (!name.startsWith('io.k8s.api.')) continue;
      for (const [field, { $ref = '', description = '' }] of Object.entries(properties)) {
        const type = structs[$ref.replace('#/definitions/', '')];
        if (type?.properties === undefined) continue;
        seen++;
        expect(description, `${name}.${field}`).not.toBe('');
        expect(description, `${name}.${field}`).not.toBe(type.description);
      }
    }
    expect(seen).toBeGreaterThan(300);
  });

  it('refers to nothing that it does not define', () => {
    for (const path of servedVersions().map(pathOf)) {
      const document = documentV3(path) as Document;
      const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
      expect(references.length).toBeGreaterThan(0);
      expect(references.filter((name) => !Object.hasOwn(document.components.schemas ?? {}, name ?? ''))).toEqual([]);
    }
  });
});

function fileOf(path: string): string {
  return `${path.replaceAll('/', '__')}.json`;
}

/** What is only written differently: the order of required fields, and a reference with or without words around it. */
function plain(value: unknown, path: string): unknown {
  if (path.endsWith('/required') && Array.isArray(value)) return value.toSorted();
  return isPlainObject(value) && Array.isArray(value['allOf']) ? { ...value, allOf: undefined, ...(value['allOf'][0] as object) } : value;
}

/** Every place where the two differ, prose apart. */
function compare(there: unknown, here: unknown, path: string, found: string[]): void {
  const [real, ours] = [plain(there, path), plain(here, path)];
  if (EXCEPT.includes(path) || JSON.stringify(real) === JSON.stringify(ours)) return;
  if (isPlainObject(real) && isPlainObject(ours)) {
    for (const key of new Set([...Object.keys(real), ...Object.keys(ours)])) {
      if (key === 'description') continue;
      compare(real[key], ours[key], `${path}/${key}`, found);
    }
  } else if (Array.isArray(real) && Array.isArray(ours) && real.length === ours.length) {
    for (const [index, item] of real.entries()) compare(item, ours[index], `${path}[${index}]`, found);
  } else {
    found.push(`${path}: ${JSON.stringify(real)?.slice(0, 200)} there, ${JSON.stringify(ours)?.slice(0, 200)} here`);
  }
}
