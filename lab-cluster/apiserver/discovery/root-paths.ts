// The list at `/` of everything that answers. Models apiserver/pkg/server/routes/index.go.
import { groups } from './groups.ts';

/** What is there whatever kinds are served. */
const FIXED = [
  '/.well-known/openid-configuration',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openapi/v3/',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
];

export function rootPaths(): readonly string[] {
  const paths = [...FIXED, '/api', '/apis', '/apis/'];
  for (const { name, versions } of groups()) {
    if (name !== '') paths.push(`/apis/${name}`);
    for (const { apiVersion } of versions) paths.push(name === '' ? `/api/${apiVersion}` : `/apis/${apiVersion}`);
  }
  return paths.sort();
}
