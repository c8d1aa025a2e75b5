// Reads one YAML document as a manifest: what it describes and what is wrong with it, with offsets from its own beginning. Pure.
import type { Node } from 'yaml';
import { simplificationOf } from '../../lab-cluster/index.ts';
import { isBuiltInKind, usualApiVersion } from '../../lab-cluster/kubectl/resources.ts';
import { stringAt, valueAt } from '../../lab-cluster/kubectl/values.ts';
import { placeOf, rangeOf } from './field-ranges.ts';
import { findingProblems } from './finding-problems.ts';
import type { CheckObject, ManifestOutline, Problem } from './manifest-types.ts';
import { looseValueProblems, structureAdvice } from './structure-advice.ts';
import { syntaxProblems } from './syntax-problems.ts';
import { isTemplate, isTooDense, parseYaml, topMap, valueOf, type YamlDocument } from '../../lab-cluster/kubectl/yaml-documents.ts';
import { looksLikeManifest, offsetOfLine } from '../../lab-cluster/kubectl/yaml-text.ts';

export interface ManifestReading {
  /** Absent when this is not a Kubernetes document. */
  readonly outline: ManifestOutline | undefined;
  readonly problems: readonly Problem[];
}

const notAManifest: ManifestReading = { outline: undefined, problems: [] };

/** What has neither is no manifest, whatever it is, and need not be parsed to know. */
const TYPED = /apiVersion|kind/;

export function readManifest(text: string, check: CheckObject): ManifestReading {
  if (!TYPED.test(text)) return notAManifest;
  if (isTooDense(text)) return { outline: undefined, problems: [tooDense(text)] };
  const document = parseYaml(text);
  const map = topMap(document);
  if (map === undefined || !claimsToBeKubernetes(text, document)) return notAManifest;
  const outline = outlineOf(text, document);
  if (isTemplate(text, document)) return { outline: { ...outline, isTemplate: true }, problems: [] };
  const syntax = syntaxProblems(text, document);
  const isBroken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY');
  if (isBroken) {
    const advice = [...structureAdvice(text, document, outline.kind).problems, ...looseValueProblems(document)];
    return { outline, problems: inOrder([...advice, ...without(text, syntax, advice)]) };
  }
  const read = valueOf(document);
  if ('failure' in read) {
    const start = rangeOf(map.items[0]?.key as Node | undefined) ?? { start: outline.start, end: outline.start + 1 };
    const problem: Problem = { ...start, severity: 'error', code: 'yaml', message: read.failure, fixes: [] };
    return { outline, problems: inOrder([...syntax, problem]) };
  }
  const readable = { ...outline, isReadable: document.errors.length === 0 };
  return { outline: readable, problems: inOrder([...syntax, ...contentProblems(text, document, read.value, outline.kind, check)]) };
}

function tooDense(text: string): Problem {
  const start = text.search(/\S/);
  const message = 'This document has too many parts to be checked while you type. It can still be applied.';
  return { start, end: start + 1, severity: 'information', code: 'file', message, fixes: [] };
}

function claimsToBeKubernetes(text: string, document: YamlDocument): boolean {
  if (document.errors.length > 0) return looksLikeManifest(text, isBuiltInKind);
  const apiVersion = scalarText(document, 'apiVersion');
  const kind = scalarText(document, 'kind');
  if (apiVersion === '' && kind === '') return false;
  if (apiVersion === '') return isBuiltInKind(kind);
  if (kind === '') return /^(?:v\d|[a-z0-9.-]+\/v\d)/.test(apiVersion);
  // Tools keep files of the same form that never go to a cluster.
  return !/^(?:kustomize\.config\.k8s\.io|helm|skaffold)/.test(apiVersion);
}

function scalarText(document: YamlDocument, ...path: readonly string[]): string {
  const node = placeOf(document, path).node as (Node & { readonly value?: unknown }) | undefined;
  return typeof node?.value === 'string' ? node.value : '';
}

function outlineOf(text: string, document: YamlDocument): ManifestOutline {
  const map = topMap(document);
  const first = rangeOf(map?.items[0]?.key as Node | undefined)?.start ?? 0;
  const items = placeOf(document, ['items']);
  const count = items.complete && items.node !== undefined && 'items' in items.node ? (items.node.items as readonly unknown[]).length : 0;
  const apiVersion = scalarText(document, 'apiVersion');
  const kind = scalarText(document, 'kind');
  return {
    start: first,
    end: text.trimEnd().length,
    apiVersion,
    kind,
    note: simplificationOf(apiVersion, kind) ?? '',
    name: scalarText(document, 'metadata', 'name'),
    namespace: scalarText(document, 'metadata', 'namespace'),
    isTemplate: false,
    isReadable: false,
    items: kind.endsWith('List') ? count : 0,
  };
}

/** What the rules of the API server say, and first what must be there before they can be asked. */
function contentProblems(text: string, document: YamlDocument, value: unknown, kind: string, check: CheckObject): readonly Problem[] {
  const untyped = typeProblems(text, document, value);
  if (untyped.length > 0) return untyped;
  const items = valueAt(value, ['items']);
  // Any list is checked as one of its items; `DeploymentList` and its like are just other names for it.
  if (kind.endsWith('List') && Array.isArray(items)) return findingProblems(text, document, check({ ...(value as object), kind: 'List' }));
  const advice = structureAdvice(text, document, kind);
  // Where a line is missing, the errors that follow from it only distract.
  const all = check(value);
  const findings = all.filter((finding) => !advice.explained.has(String(finding.path[0])));
  // Misspelt is not missing: `metadta` is one slip.
  const meant = new Set(
    all.filter(({ path, reason }) => path.length === 1 && reason === 'UnknownField').map(({ suggestion }) => suggestion),
  );
  const missing = advice.problems.filter((problem) => !meant.has(problem.code));
  return [...missing, ...findingProblems(text, document, findings)];
}

/** apiVersion and kind have to be there before anything else can be asked. */
function typeProblems(text: string, document: YamlDocument, value: unknown): readonly Problem[] {
  const apiVersion = stringAt(value, 'apiVersion');
  const kind = stringAt(value, 'kind');
  const start = rangeOf(topMap(document)?.items[0]?.key as Node | undefined) ?? { start: 0, end: Math.min(1, text.length) };
  if (kind === undefined)
    return [{ ...start, severity: 'error', code: 'kind', message: 'kind: Required value: a manifest says what it describes.', fixes: [] }];
  const usual = usualApiVersion(kind);
  if (apiVersion === undefined) {
    const line = offsetOfLine(text, start.start);
    const fixes =
      usual === undefined
        ? []
        : [{ title: `Add \`apiVersion: ${usual}\``, changes: [{ start: line, end: line, text: `apiVersion: ${usual}\n` }] }];
    return [
      {
        ...start,
        severity: 'error',
        code: 'apiVersion',
        message: 'apiVersion: Required value: it says which version of the API the kind belongs to.',
        fixes,
      },
    ];
  }
  return [];
}

/** Syntax errors on lines that advice already explains are left out. */
function without(text: string, syntax: readonly Problem[], advice: readonly Problem[]): readonly Problem[] {
  const explained = new Set(advice.map((problem) => offsetOfLine(text, problem.start)));
  const parents = advice.filter((problem) => problem.code === 'spec' || problem.code === 'metadata');
  return syntax.filter((problem) => {
    const follows = parents.length > 0 && problem.message.includes('begins in a column where no map is open');
    return !follows && !explained.has(offsetOfLine(text, problem.start));
  });
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => a.start - b.start || a.end - b.end);
}
